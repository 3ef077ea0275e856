import { z } from 'zod';

const Check = z.enum(['ok', 'down']);

/** What `GET /readyz` answers, with 200 when all is there and with 503 when something is missing. */
export const Readiness = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.object({
      postgresql: Check,
      migrations: z.enum(['ok', 'pending']).meta({ description: 'pending until the schema, keys and seeds are there' }),
      queue: Check,
    }),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof Readiness>;
