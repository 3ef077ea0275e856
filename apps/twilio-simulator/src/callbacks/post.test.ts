import { expect, it } from 'vitest';
import { parseOverrides } from './post.ts';

it('retries once, only without a connection, unless asked otherwise', () => {
  expect(parseOverrides('')).toEqual({
    connectTimeout: 5000,
    readTimeout: 15_000,
    totalTimeout: 15_000,
    retries: 1,
    retryOn: new Set(['ct']),
  });
});

it.each([
  ['rc=5&rp=all', { retries: 5, retryOn: new Set(['4xx', '5xx', 'ct', 'rt']) }],
  ['rp=5xx,rt', { retryOn: new Set(['5xx', 'rt']) }],
  ['rc=9&ct=5&rt=99999&tt=99999', { retries: 5, connectTimeout: 100, readTimeout: 15_000, totalTimeout: 15_000 }],
  ['rc=many&e=sao-paulo', { retries: 1 }],
])('reads %s', (fragment, overrides) => {
  expect(parseOverrides(fragment)).toMatchObject(overrides);
});
