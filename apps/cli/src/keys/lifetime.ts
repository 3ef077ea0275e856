import { Failure } from '../failure.ts';

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a lifetime such as `90d`, `12h` or `30m` as milliseconds. */
export const readLifetime = (text: string): number => {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isNaN(ms)) throw new Failure('bad_lifetime', `--expires-in ${text}: write it as 90d, 12h or 30m`);
  return ms;
};
