import { z } from 'zod';
import { variable } from '../variable.ts';

/** A first API key, with every scope. */
export const ApiKeyEnv = z.object({
  RECADO_API_KEY: variable(z.string().optional(), {
    shape: 'any string',
    remedy: 'Set it to a first API key with every scope, or unset it and run `recado keys create`.',
    secret: true,
  }),
});
