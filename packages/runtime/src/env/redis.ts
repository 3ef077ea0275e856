import { z } from 'zod';
import { parseRedisUrl } from '../redis-url.ts';
import { variable } from '../variable.ts';

/** Where the queues are; unset, they are in PostgreSQL. */
export const RedisEnv = z.object({
  REDIS_URL: variable(
    z
      .string()
      .transform((value, context) => parseRedisUrl(value) ?? context.addIssue({ code: 'custom' }) ?? z.NEVER)
      .optional(),
    {
      shape:
        'redis://host:port, rediss://host:port, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/master',
      remedy:
        'Set it to the address of a Redis 6.2 or later or a Valkey, or unset it to keep the queues in PostgreSQL.',
    },
  ),
});
