import { expect, it } from 'vitest';
import { parseWish, parts } from './run.ts';

it('takes everything in full when nothing is said', () => {
  expect(parseWish([])).toEqual({ quick: false, only: parts });
});

it('takes parts in their own order', () => {
  expect(parseWish(['--only', 'memory, worker', '--quick', '--json', 'out.json'])).toEqual({
    quick: true,
    only: ['worker', 'memory'],
    json: 'out.json',
  });
});

it('names the part that it does not know', () => {
  expect(() => parseWish(['--only', 'worker,speed'])).toThrow('"speed"');
});
