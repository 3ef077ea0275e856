import { expect, it } from 'vitest';
import { indexOfPerson, linksOf, makeBlindIndex, makeReindex } from './blind-index.ts';

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

it('under several keys is made of the one under the first of them, without the number', () => {
  const [first, second, third] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer];
  const all = Buffer.concat([first, second, third]);
  expect(linksOf(all)).toEqual([first, second, third]);
  const index = makeBlindIndex(all)('+5511987654321');
  expect(makeReindex([second, third])(makeBlindIndex(first)('+5511987654321'))).toEqual(index);
  expect(makeReindex([third, second])(makeBlindIndex(first)('+5511987654321'))).not.toEqual(index);
  expect(makeReindex([])(index)).toEqual(index);
});
