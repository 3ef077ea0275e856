import { expect, test } from 'vitest';
import { showErased } from './contacts.ts';

const none = { messages: 0, campaigns: 0, inbound: 0, consents: 0 };

test('an erasure shows the count of each kind, even if it is zero', () => {
  const shown = showErased({ phone: '+55119****0001', erased: { ...none, messages: 6, consents: 1 } });
  expect(shown.split('\n')).toEqual([
    'erased     +55119****0001',
    'messages   6',
    'inbound    0',
    'campaigns  0',
    'consents   1',
  ]);
});

test.each(Object.keys(none))('an erasure of %s alone is reported as an erasure', (kind) => {
  expect(showErased({ phone: '+55119****0001', erased: { ...none, [kind]: 1 } })).not.toContain('nothing');
});

test('a second erasure finds nothing', () => {
  expect(showErased({ phone: '+55119****0001', erased: none })).toBe(
    'No data is stored about +55119****0001: nothing was erased.',
  );
});
