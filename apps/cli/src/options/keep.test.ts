import { expect, test } from 'vitest';
import { readKeep } from './keep.ts';

test('days of several kinds are read, and ever is without an end', () => {
  expect(readKeep('--keep', 'content=90, numbers=365,audit=ever')).toEqual({ content: 90, numbers: 365, audit: null });
});

test.each(['content', 'content=', 'content=-1', 'content=90d', '=90'])('%j is a mistake', (text) => {
  expect(() => readKeep('--keep', text)).toThrow(/--keep takes a kind and its days/);
});
