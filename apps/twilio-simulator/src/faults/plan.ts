import { z } from 'zod';
import { type FaultKind, faultKinds, faultsOf } from './kinds.ts';

const milliseconds = z.int().min(0).max(3_600_000);

/** How the faults go that can go in several ways. */
export const FaultManner = z.object({
  /** What `refuse` answers with, at HTTP 400. */
  refuse_code: z.int().positive().default(21612),
  /** Seconds. */
  retry_after: z.int().min(0).default(1),
  slow_ms: milliseconds.default(3000),
  callback_late_ms: milliseconds.default(5000),
});
export type FaultManner = z.infer<typeof FaultManner>;

const share = z.number().min(0).max(1).default(0);

const shares = Object.fromEntries(faultKinds.map((kind) => [kind, share])) as Record<FaultKind, typeof share>;

/** Ten tenths do not add up to exactly 1. */
const tolerance = 1e-9;

const isPossible = (plan: Record<FaultKind, number>) =>
  Object.values(faultsOf).every((kinds) => kinds.reduce((sum, kind) => sum + plan[kind], 0) <= 1 + tolerance);

/** How often what goes wrong: shares from 0 to 1 of the create calls, list calls or callbacks. */
export const FaultPlan = z
  .strictObject({
    ...FaultManner.shape,
    ...shares,
    /** What is drawn from; SIMULATOR_SEED unless it is said. */
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
    /** A message is not listed until it is so old. */
    list_lag_ms: milliseconds.default(0),
  })
  .refine(isPossible, {
    message: 'shares that add up to no more than 1 for create calls, for list calls and for callbacks',
    when: ({ issues }) => issues.length === 0,
  });
export type FaultPlan = z.infer<typeof FaultPlan>;

export const noFaults: FaultPlan = FaultPlan.parse({});
