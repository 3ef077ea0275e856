import { z } from 'zod';
import { newSid } from '../http/format.ts';
import type { Content } from './content.ts';
import { Variables } from './variables.ts';

export const CreateContent = z.object({
  friendly_name: z.string().max(200).optional(),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
  variables: Variables.default({}),
  types: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .refine((types) => Object.keys(types).length > 0, 'names no type'),
});
export type CreateContent = z.infer<typeof CreateContent>;

export const contentOf = (given: CreateContent, now: number): Content => ({
  sid: newSid('HX'),
  friendlyName: given.friendly_name ?? null,
  language: given.language,
  variables: given.variables,
  types: given.types,
  createdAt: now,
});
