import { expect, test } from 'vitest';
import { concludeRotation } from './conclude.ts';

const key = (id: string) => ({ id, key: Buffer.alloc(32, 1) });

test('says which keys may go, and from where', () => {
  const said = concludeRotation({ resealed: 12, unreadable: 0 }, [key('k2'), key('k1')], 'RECADO_ENCRYPTION_KEYS');
  expect(said).toContain('All is sealed with "k2". Rows sealed anew: 12.');
  expect(said).toContain('"k1" is not used any more. Take it out of RECADO_ENCRYPTION_KEYS');
});

test('names all of several, and none when there is but one', () => {
  const several = concludeRotation({ resealed: 1, unreadable: 0 }, ['k3', 'k2', 'k1'].map(key), 'keys.json');
  expect(several).toContain('"k2", "k1" are not used any more');
  expect(concludeRotation({ resealed: 0, unreadable: 0 }, [key('k1')], 'keys.json')).not.toContain('not used');
});

test('does not send away a new key that was not put first', () => {
  const said = concludeRotation({ resealed: 0, unreadable: 0 }, [key('k1'), key('k2')], 'RECADO_ENCRYPTION_KEYS');
  expect(said).toContain('Nothing is sealed with "k2". If one of these is the new key, put it first');
  expect(said).not.toContain('not used any more');
});

test('lets no key go while something is left that none opens', () => {
  expect(() => concludeRotation({ resealed: 9, unreadable: 2 }, [key('k2'), key('k1')], 'keys.json')).toThrow(
    expect.objectContaining({ code: 'unreadable_sealed_values', message: expect.stringContaining('2 rows') }),
  );
});
