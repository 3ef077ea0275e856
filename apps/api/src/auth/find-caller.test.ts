import { newApiKey, type RecordedApiKey } from '@recado/messaging';
import { describe, expect, it, vi } from 'vitest';
import { makeFindCaller, makeGuessDelay } from './find-caller.ts';

describe('the caller of a key', () => {
  type Deps = Parameters<typeof makeFindCaller>[0];

  const now = new Date('2026-11-22T12:00:00Z');
  const { key, hash, hint } = newApiKey();
  const recorded: RecordedApiKey = { id: 'k1', name: 'shop', hash, hint, scopes: ['messages:read'], createdAt: now };

  const world = (found: RecordedApiKey | undefined, bootstrapKey?: string) => {
    const findApiKeyByHash = vi.fn<Deps['findApiKeyByHash']>(async (wanted) =>
      found && wanted.equals(hash) ? found : undefined,
    );
    const deps = { clock: () => now, findApiKeyByHash, ...(bootstrapKey !== undefined && { bootstrapKey }) };
    return { findCaller: makeFindCaller(deps), findApiKeyByHash };
  };

  it('knows a caller by the hash of its key', async () => {
    expect(await world(recorded).findCaller(key)).toEqual({ id: 'k1', name: 'shop', scopes: ['messages:read'] });
  });

  it.each([
    ['unknown', undefined],
    ['revoked', { ...recorded, revokedAt: now }],
    ['expired', { ...recorded, expiresAt: now }],
  ])('turns an %s key away', async (_why, found) => {
    expect(await world(found).findCaller(key)).toBeUndefined();
  });

  it('lets a key in until the moment that it expires', async () => {
    const found = { ...recorded, expiresAt: new Date(now.getTime() + 1) };
    expect(await world(found).findCaller(key)).toBeDefined();
  });

  it('looks nothing up that cannot be a key', async () => {
    const { findCaller, findApiKeyByHash } = world(recorded);
    expect(await findCaller('recado_short')).toBeUndefined();
    expect(findApiKeyByHash).not.toHaveBeenCalled();
  });

  it('gives the bootstrap key every scope, in any form, without a query', async () => {
    const { findCaller, findApiKeyByHash } = world(undefined, 'any string');
    expect(await findCaller('any string')).toMatchObject({ scopes: expect.arrayContaining(['admin', 'pii:read']) });
    expect(await findCaller('any strinG')).toBeUndefined();
    expect(findApiKeyByHash).not.toHaveBeenCalled();
  });
});

describe('guessed keys', () => {
  const world = () => {
    let now = 0;
    const delay = makeGuessDelay({ clock: () => new Date(now) });
    const fail = (address: string, times: number) => Array.from({ length: times }, () => delay(address)).at(-1);
    return { delay, fail, pass: (ms: number) => (now += ms) };
  };

  it('slows an address down more with each failure, up to two seconds', () => {
    const { delay } = world();
    const delays = Array.from({ length: 14 }, () => delay('10.0.0.1'));
    expect(delays).toEqual([0, 0, 0, 0, 0, 50, 100, 200, 400, 800, 1600, 2000, 2000, 2000]);
  });

  it('does not delay other addresses', () => {
    const { fail, delay } = world();
    fail('10.0.0.1', 20);
    expect(delay('10.0.0.2')).toBe(0);
  });

  it('forgets an address that has been quiet for a minute', () => {
    const { fail, delay, pass } = world();
    fail('10.0.0.1', 20);
    pass(60_000);
    expect(delay('10.0.0.1')).toBe(0);
  });

  it('takes an IPv6 network for one guesser', () => {
    const { fail, delay } = world();
    fail('2001:db8:1:2:3::1', 10);
    expect(delay('2001:db8:1:2:ffff::9')).toBeGreaterThan(0);
    expect(delay('2001:db8:1:3::1')).toBe(0);
  });

  it('knows that network where zeros of it are left out', () => {
    const { fail, delay } = world();
    fail('2001:db8::1', 10);
    expect(delay('2001:db8::2:0:0:9')).toBeGreaterThan(0);
    expect(delay('2001:db8::ffff')).toBeGreaterThan(0);
    expect(delay('2001:db8:0:1::1')).toBe(0);
    expect(delay('::1')).toBe(0);
  });

  it('keeps a bounded number of addresses', () => {
    const { fail, delay } = world();
    fail('10.0.0.1', 10);
    for (let n = 0; n < 10_000; n++) delay(`host-${n}`);
    expect(delay('10.0.0.1')).toBe(0);
  });
});
