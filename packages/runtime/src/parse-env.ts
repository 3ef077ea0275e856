import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { findMistakes } from './find-mistakes.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the schema names from an environment, and nothing else. An empty variable counts as unset.
 *
 * @param schema a zod object whose keys are variables' names, or such an object with a transform.
 * @throws {ConfigError} with every mistake at once.
 */
export function parseEnv<Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> {
  const variables = variablesOf(schema);
  const given = Object.fromEntries(Object.keys(variables).map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = schema.safeParse(given);
  const mistakes = findMistakes(variables, given, parsed.error?.issues ?? []);
  if (mistakes.length > 0 || !parsed.success) throw new ConfigError(mistakes);
  return parsed.data;
}

function variablesOf(schema: z.core.$ZodType): z.core.$ZodShape {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodPipe) return variablesOf(schema.in);
  throw new TypeError('An environment is described by a zod object, with or without a transform.');
}
