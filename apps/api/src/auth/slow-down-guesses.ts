type Options = { clock: () => Date };

const freeFailures = 5;
const firstDelayMs = 50;
const longestDelayMs = 2_000;
const forgetAfterMs = 60_000;
const maxAddresses = 10_000;

/** Everyone behind one IPv6 network counts as one: a single host has the whole /64 to guess from. */
const networkOf = (address: string): string => {
  if (!address.includes(':') || address.includes('.')) return address;
  const [before = [], after] = address.split('::').map((half) => half.split(':'));
  const zeros = Array<string>(after === undefined ? 0 : Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(':');
};

/**
 * How long the answer to a wrong key waits, in ms: nothing at first, then twice as long each time. Only failures are
 * slowed, so a valid key from the same address never waits. An address is forgotten a minute after its last failure.
 */
export const makeGuessDelay = ({ clock }: Options) => {
  const failures = new Map<string, { count: number; last: number }>();

  return (address: string): number => {
    const now = clock().getTime();
    const network = networkOf(address);
    const before = failures.get(network);
    const count = before && now - before.last < forgetAfterMs ? before.count + 1 : 1;
    failures.delete(network);
    failures.set(network, { count, last: now });
    const oldest = failures.keys().next().value;
    if (failures.size > maxAddresses && oldest !== undefined) failures.delete(oldest);
    return count <= freeFailures ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (count - freeFailures - 1));
  };
};
