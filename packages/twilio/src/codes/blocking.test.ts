import { expect, it } from 'vitest';
import { blockingCodes } from './blocking.ts';

it.each([20_003, 30_007, 63_026, 63_040, 63_041, 63_042, 63_051])('%i stops more of the same', (code) => {
  expect(blockingCodes.get(code)).toEqual(expect.any(String));
});

it.each([21_211, 21_408, 21_610, 21_703, 30_003, 63_018, 63_024, 63_049])('%i is one of some people', (code) => {
  expect(blockingCodes.has(code)).toBe(false);
});
