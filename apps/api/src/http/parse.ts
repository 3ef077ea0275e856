import { Refusal } from '@recado/messaging';
import type { z } from 'zod';
import { fieldErrors } from './field-errors.ts';

/** What a schema makes of a body or a query. Throws a Refusal with every mistake in it. */
export const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  // Only with the input does an issue tell a missing value from one of the wrong type.
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new Refusal('invalid-request', 'See errors', fieldErrors(parsed.error.issues));
  return parsed.data;
};
