import { describe, expect, it } from 'vitest';
import { apiKeyPattern, hashApiKey, mayDo, newApiKey } from './api-key.ts';

describe('a new API key', () => {
  it('makes keys of 32 random bytes, no two alike', () => {
    const keys = Array.from({ length: 100 }, () => newApiKey().key);
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) {
      expect(key).toMatch(apiKeyPattern);
      expect(Buffer.from(key.slice('recado_'.length), 'base64url')).toHaveLength(32);
    }
  });

  it('gives the hash that a lookup will make of the key, and a hint that does not give it away', () => {
    const { key, hash, hint } = newApiKey();
    expect(hash).toEqual(hashApiKey(key));
    expect(hash).toHaveLength(32);
    expect(key.startsWith(hint)).toBe(true);
    expect(hint).toHaveLength(11);
  });
});

it.each([
  [['messages:read'], 'messages:read', true],
  [['messages:read'], 'messages:write', false],
  [['messages:read'], 'pii:read', false],
  [['admin'], 'pii:read', true],
  [[], 'messages:read', false],
] as const)('a key with %j may do %s: %s', (scopes, scope, may) => {
  expect(mayDo({ id: 'k', name: 'shop', scopes }, scope)).toBe(may);
});
