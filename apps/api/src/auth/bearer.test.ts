import { expect, it } from 'vitest';
import { bearerOf } from './bearer.ts';

it.each([
  [undefined, undefined],
  ['', undefined],
  ['Bearer', undefined],
  ['Bearer ', undefined],
  ['Basic abc', undefined],
  ['Bearer abc', 'abc'],
  ['bearer  abc ', 'abc'],
  ['Bearer a b', 'a b'],
  [`Bearer ${Buffer.from('ação').toString('latin1')}`, 'ação'],
  [`Bearer ${'x'.repeat(513)}`, undefined],
])('reads %j as %j', (header, key) => expect(bearerOf(header)).toBe(key));
