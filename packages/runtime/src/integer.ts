import { z } from 'zod';
import { variable } from './variable.ts';

export interface IntegerRange {
  min: number;
  max: number;
  default: number;
  /** What it is, with its unit: `the request timeout in milliseconds`. */
  meaning: string;
}

/** A variable that holds a whole number in decimal digits; unset, it has its default. */
export function integer({ min, max, default: fallback, meaning }: IntegerRange) {
  const schema = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max)
    .default(fallback);
  return variable(schema, {
    shape: `a whole number from ${min} to ${max}`,
    remedy: `It is ${meaning}: set it, or unset it for ${fallback}.`,
  });
}
