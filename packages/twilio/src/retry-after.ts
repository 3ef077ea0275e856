const longest = 24 * 3_600_000;

const millisecondsOf = (header: string, now: Date): number | undefined => {
  const seconds = /^\s*(\d+)\s*$/.exec(header)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  const at = /GMT\s*$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};

/**
 * Milliseconds that a Retry-After header asks for, a day at most: it holds seconds or an HTTP date (RFC 9110).
 * `undefined` if it holds neither.
 */
export const parseRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  const asked = header === undefined ? undefined : millisecondsOf(header, now);
  return asked === undefined ? undefined : Math.min(asked, longest);
};
