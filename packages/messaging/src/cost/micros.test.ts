import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amountOf, microsOf } from './micros.ts';

it.each([
  ['0.0625', 62_500n, '0.0625'],
  ['120', 120_000_000n, '120.00'],
  ['0.000001', 1n, '0.000001'],
  ['12.5', 12_500_000n, '12.50'],
  ['0', 0n, '0.00'],
])('%s is %s millionths, and is written %s', (amount, micros, written) => {
  expect(microsOf(amount)).toBe(micros);
  expect(amountOf(micros)).toBe(written);
});

it('loses nothing on the way back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (micros) => {
      expect(microsOf(amountOf(micros))).toBe(micros);
    }),
  );
});
