import { timingSafeEqual } from 'node:crypto';
import { Scope } from '@recado/contract';
import { apiKeyPattern, hashApiKey, type Caller, type RecordedApiKey } from '@recado/messaging';

type LookedUp = Pick<RecordedApiKey, 'id' | 'name' | 'hash' | 'scopes' | 'rateLimit' | 'expiresAt' | 'revokedAt'>;

type Deps = {
  clock: () => Date;
  /** A key from the environment, which has every scope and no limit. */
  bootstrapKey?: string;
  findApiKeyByHash: (hash: Buffer) => Promise<LookedUp | undefined>;
};

/** Returns the owner of a key; `undefined` if it has none or is no longer valid. */
export const makeFindCaller = ({ clock, bootstrapKey, findApiKeyByHash }: Deps) => {
  const bootstrapHash = bootstrapKey === undefined ? undefined : hashApiKey(bootstrapKey);
  return async (key: string): Promise<Caller | undefined> => {
    const hash = hashApiKey(key);
    if (bootstrapHash && timingSafeEqual(hash, bootstrapHash)) return bootstrap;
    if (!apiKeyPattern.test(key)) return undefined;
    const found = await findApiKeyByHash(hash);
    if (!found || !timingSafeEqual(hash, found.hash) || !isLive(found, clock())) return undefined;
    const { id, name, scopes, rateLimit } = found;
    return { id, name, scopes, ...(rateLimit !== undefined && { rateLimit }) };
  };
};

const bootstrap: Caller = {
  id: '00000000-0000-0000-0000-000000000000',
  name: 'RECADO_API_KEY',
  scopes: Scope.options,
};

const isLive = (key: LookedUp, now: Date): boolean => !key.revokedAt && !(key.expiresAt && key.expiresAt <= now);

type Options = { clock: () => Date; free?: number };

const freeFailures = 5;
const firstDelayMs = 50;
const longestDelayMs = 2_000;
const forgetAfterMs = 60_000;
const maxAddresses = 10_000;

/**
 * Returns how many ms the response to a wrong key waits: none at first, then twice as long each time. Only failures are
 * delayed, so a valid key from the same address never waits. An address is forgotten a minute after its last failure.
 * `forgive` takes one back that was counted before it was known to be right.
 */
export const makeGuessDelay = ({ clock, free = freeFailures }: Options) => {
  const failures = new Map<string, { count: number; last: number }>();

  const count = (address: string): number => {
    const now = clock().getTime();
    const network = networkOf(address);
    const before = failures.get(network);
    const times = before && now - before.last < forgetAfterMs ? before.count + 1 : 1;
    failures.delete(network);
    failures.set(network, { count: times, last: now });
    const oldest = failures.keys().next().value;
    if (failures.size > maxAddresses && oldest !== undefined) failures.delete(oldest);
    return delayAfter(times, free);
  };
  const forgive = (address: string): void => {
    const entry = failures.get(networkOf(address));
    if (entry) entry.count = Math.max(0, entry.count - 1);
  };
  return Object.assign(count, { forgive });
};

/** The delay in ms after so many failures, of which the first ones are free. */
export const delayAfter = (failures: number, free = freeFailures): number =>
  failures <= free ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - free - 1));

/** Everyone behind one IPv6 network counts as one: a single host has the whole /64 to guess from. */
const networkOf = (address: string): string => {
  if (!address.includes(':') || address.includes('.')) return address;
  const [before = [], after] = address.split('::').map((half) => half.split(':'));
  const zeros = Array<string>(after === undefined ? 0 : Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(':');
};
