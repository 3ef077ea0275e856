import { z } from 'zod';
import { Text } from './text.ts';

const Value = z.union([Text, z.number()], 'must be text or a number').transform(String);

/** What is put in for a template's variables, by their names. */
export const Variables = z
  .record(z.string().max(64), Value)
  .meta({ override: { type: 'object', additionalProperties: { type: 'string' } } });
