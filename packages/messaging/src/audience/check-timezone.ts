/** A file names few time zones: so many answers are remembered. */
const namesKept = 1000;

const canonical = (name: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

/** Gives the canonical spelling of an IANA time zone, or `undefined` for what is none. Fast for names that it has seen. */
export const makeCheckTimezone = () => {
  const seen = new Map<string, string | undefined>();
  return (name: string): string | undefined => {
    if (seen.has(name)) return seen.get(name);
    if (seen.size >= namesKept) seen.clear();
    const zone = canonical(name);
    seen.set(name, zone);
    return zone;
  };
};
