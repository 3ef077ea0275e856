import { expect, it } from 'vitest';
import { indexOfPerson, makeBlindIndex } from './blind-index.ts';

const indexOf = makeBlindIndex(Buffer.alloc(32, 1));

it('is the same 32 bytes for a number each time, and others for another number or under another key', () => {
  const index = indexOf('+5511987654321');
  expect(index).toHaveLength(32);
  expect(indexOf('+5511987654321')).toEqual(index);
  expect(indexOf('+5511987654322')).not.toEqual(index);
  expect(makeBlindIndex(Buffer.alloc(32, 2))('+5511987654321')).not.toEqual(index);
});

it('is one for all spellings of a person’s number', () => {
  const index = indexOfPerson('+5511987654321', indexOf);
  expect(index).toEqual(indexOf('+5511987654321'));
  expect(indexOfPerson('+551187654321', indexOf)).toEqual(index);
});
