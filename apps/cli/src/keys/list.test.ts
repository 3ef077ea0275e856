import type { RecordedApiKey } from '@recado/messaging';
import { expect, test } from 'vitest';
import { listKeys, stateOf } from './list.ts';

const now = new Date('2026-11-22T12:00:00Z');
const key: RecordedApiKey = {
  id: '019',
  name: 'shop',
  scopes: ['messages:write', 'messages:read'],
  hash: Buffer.from('hash'),
  hint: 'recado_ab12',
  createdAt: now,
};

test.each([
  ['active', {}],
  ['active', { expiresAt: new Date('2026-11-22T12:00:01Z') }],
  ['expired', { expiresAt: now }],
  ['revoked', { expiresAt: now, revokedAt: now }],
])('a key is %s with %j', (state, fields) => {
  expect(stateOf({ ...key, ...fields }, now)).toBe(state);
});

test('a list lines up, and shows of a key its hint alone', () => {
  expect(listKeys([key, { ...key, name: 'a longer name', rateLimit: 500, revokedAt: now }], now)).toBe(
    [
      'id   name           key           state    scopes                        rate   expires  last used',
      '019  shop           recado_ab12…  active   messages:write messages:read  100/s  never    never',
      '019  a longer name  recado_ab12…  revoked  messages:write messages:read  500/s  never    never',
    ].join('\n'),
  );
});
