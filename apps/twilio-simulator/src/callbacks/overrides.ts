/** Why an attempt to call back may be repeated: no connection, no answer in time, or a refusing answer. */
export type RetryReason = '4xx' | '5xx' | 'ct' | 'rt';

/** How a callback is made; times in milliseconds. */
export type Overrides = {
  connectTimeout: number;
  readTimeout: number;
  /** All attempts together. */
  totalTimeout: number;
  retries: number;
  retryOn: ReadonlySet<RetryReason>;
};

const reasons: readonly RetryReason[] = ['4xx', '5xx', 'ct', 'rt'];

const bounded = (text: string | null, fallback: number, min: number, max: number): number => {
  const value = Number(text ?? Number.NaN);
  return Number.isInteger(value) ? Math.min(max, Math.max(min, value)) : fallback;
};

const retryReasons = (text: string | null): ReadonlySet<RetryReason> => {
  const named = (text ?? 'ct').split(',');
  return new Set(named.includes('all') ? reasons : reasons.filter((reason) => named.includes(reason)));
};

/** Reads Twilio's connection overrides from a callback URL's fragment, which is neither sent nor signed. */
export const parseOverrides = (fragment: string): Overrides => {
  const values = new URLSearchParams(fragment);
  return {
    connectTimeout: bounded(values.get('ct'), 5000, 100, 10_000),
    readTimeout: bounded(values.get('rt'), 15_000, 100, 15_000),
    totalTimeout: bounded(values.get('tt'), 15_000, 100, 15_000),
    retries: bounded(values.get('rc'), 1, 0, 5),
    retryOn: retryReasons(values.get('rp')),
  };
};
