import { expect, it } from 'vitest';
import { makeNonces } from './nonces.ts';

it('are never the same twice, however many are drawn', () => {
  const nextNonce = makeNonces();
  const drawn = Array.from({ length: 5000 }, () => nextNonce());
  expect(drawn.every(({ length }) => length === 12)).toBe(true);
  expect(new Set(drawn.map((nonce) => nonce.toString('hex'))).size).toBe(5000);
});
