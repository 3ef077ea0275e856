import { z } from 'zod';
import { variable } from '../variable.ts';

/** How much is logged. */
export const LogEnv = z.object({
  LOG_LEVEL: variable(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'), {
    shape: 'trace, debug, info, warn, error, fatal or silent',
    remedy: 'Set it to one of them, or unset it for info.',
  }),
});
