import { z } from 'zod';

/** Of both rotations. `rate`: rows that are written, a second, at most. */
export const RotationOptions = z.object({
  newKey: z.boolean().default(false),
  rate: z.coerce.number('a rate is a number from 1 to 100000').int().min(1).max(100_000).default(2_000),
});
