import { expect, it } from 'vitest';
import { checkValuesOf, indexOfContact, linksOf, makeBlindIndex, makeNextIndexOf, nameOfKeys } from './blind-index.ts';

const [first, second, third] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer];
const indexOf = makeBlindIndex(first);
const partBytes = 36;

it('is the same for a number each time, and another for another number or under another key', () => {
  const index = indexOf('+5511987654321');
  expect(index).toHaveLength(partBytes);
  expect(indexOf('+5511987654321')).toEqual(index);
  expect(indexOf('+5511987654322')).not.toEqual(index);
  expect(makeBlindIndex(second)('+5511987654321')).not.toEqual(index);
});

it('is one for all spellings of a person’s number', () => {
  const index = indexOfContact('+5511987654321', indexOf);
  expect(index).toEqual(indexOf('+5511987654321'));
  expect(indexOfContact('+551187654321', indexOf)).toEqual(index);
});

it('under several keys is that under each number of them, behind their name', () => {
  const all = Buffer.concat([first, second, third]);
  expect(linksOf(all)).toEqual([first, second, third]);
  const index = makeBlindIndex(all)('+5511987654321');
  expect(index).toHaveLength(3 * partBytes);
  for (const count of [1, 2, 3]) {
    const keys = all.subarray(0, 32 * count);
    expect(index.subarray(0, partBytes * count)).toEqual(makeBlindIndex(keys)('+5511987654321'));
    expect(index.subarray(partBytes * (count - 1)).subarray(0, 4)).toEqual(nameOfKeys(keys));
  }
});

it('is made under more keys of what it is under fewer, without the number', () => {
  const index = makeBlindIndex(Buffer.concat([first, second, third]))('+5511987654321');
  const [one, , three] = [0, 1, 2].map((at) => index.subarray(partBytes * at + 4, partBytes * (at + 1)));
  if (!one || !three) throw new Error('not three');
  expect(makeNextIndexOf([second, third])(one)).toEqual(three);
  expect(makeNextIndexOf([third, second])(one)).not.toEqual(three);
  expect(makeNextIndexOf([])(three)).toEqual(three);
});

it('has another name, and another known value, for keys in another order', () => {
  const [some, others] = [Buffer.concat([first, second]), Buffer.concat([second, first])];
  expect(nameOfKeys(some)).not.toEqual(nameOfKeys(others));
  expect(checkValuesOf(some).at(1)).not.toEqual(checkValuesOf(others).at(1));
  expect(checkValuesOf(some).at(0)).toEqual(checkValuesOf(first).at(0));
});
