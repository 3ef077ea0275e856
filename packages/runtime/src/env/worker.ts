import { z } from 'zod';
import { integer } from '../integer.ts';

const day = 86_400_000;

/** How the worker works; times are in milliseconds. */
export const WorkerEnv = z.object({
  WORKER_CONCURRENCY: integer({ min: 1, max: 1000, default: 50, meaning: 'sends in flight per sender and process' }),
  RESOLVE_GRACE_MS: integer({ min: 0, max: day, default: 60_000, meaning: "how long Twilio's list gets to catch up" }),
  UPKEEP_INTERVAL_MS: integer({ min: 10, max: day, default: 5000, meaning: 'the time between two rounds of upkeep' }),
  CALLBACK_PATIENCE_MS: integer({
    min: 0,
    max: day,
    default: 900_000,
    meaning: 'how long a sent message may be without a callback before Twilio is asked',
  }),
});
