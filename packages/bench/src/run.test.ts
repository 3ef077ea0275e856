import { expect, it } from 'vitest';
import { parseOptions, parts } from './run.ts';

it('takes everything in full when nothing is said', () => {
  expect(parseOptions([])).toEqual({ quick: false, only: parts });
});

it('takes parts in their own order', () => {
  expect(parseOptions(['--only', 'memory, worker', '--quick', '--json', 'out.json'])).toEqual({
    quick: true,
    only: ['worker', 'memory'],
    json: 'out.json',
  });
});

it('names the part that it does not know', () => {
  expect(() => parseOptions(['--only', 'worker,speed'])).toThrow('"speed"');
});
