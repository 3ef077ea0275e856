import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { parseEnv } from './parse-env.ts';

/**
 * `parseEnv` over this process's environment. With mistakes in it, it writes them to stderr, a line each, and ends the
 * process with code 1: call it before anything listens.
 */
export function loadConfig<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  try {
    return parseEnv(schema, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
