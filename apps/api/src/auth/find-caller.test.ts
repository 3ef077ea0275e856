import { newApiKey, type RecordedApiKey } from '@recado/messaging';
import { expect, it, vi } from 'vitest';
import { makeFindCaller } from './find-caller.ts';

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

it('gives the bootstrap key every scope, whatever it looks like, and asks nobody', async () => {
  const { findCaller, findApiKeyByHash } = world(undefined, 'any string');
  expect(await findCaller('any string')).toMatchObject({ scopes: expect.arrayContaining(['admin', 'pii:read']) });
  expect(await findCaller('any strinG')).toBeUndefined();
  expect(findApiKeyByHash).not.toHaveBeenCalled();
});
