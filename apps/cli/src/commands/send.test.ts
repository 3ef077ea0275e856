import { expect, test } from 'vitest';
import { exitCodeAfterWait, SendOptions, toRequest } from './send.ts';

const requestOf = (options: object) => toRequest(SendOptions.parse({ to: '+5511987654321', ...options }));

test('variables are read up to the first equals sign', () => {
  expect(requestOf({ template: 'promotion', var: ['discount=15', 'link=a=b', 'empty='] })).toEqual({
    to: '+5511987654321',
    template: 'promotion',
    variables: { discount: '15', link: 'a=b', empty: '' },
  });
});

test.each(['discount', '=15', ''])('a variable without a name and a value is refused: %o', (text) => {
  expect(() => requestOf({ var: [text] })).toThrow(/name=value/);
});

test.each([
  ['90', 90],
  ['PT4H', 'PT4H'],
])('the time of validity may be %s', (validFor, expected) => {
  expect(requestOf({ body: 'oi', validFor })).toMatchObject({ valid_for: expected });
});

test('what was not given is not sent', () => {
  expect(requestOf({ body: 'oi' })).toEqual({ to: '+5511987654321', body: 'oi' });
});

test.each([
  ['delivered', 0],
  ['read', 0],
  ['accepted', 3],
  ['sending', 3],
  ['sent', 3],
  ['undelivered', 4],
  ['failed', 4],
  ['suppressed', 4],
  ['expired', 4],
  ['canceled', 4],
] as const)('with --wait, a message that is %s gives exit code %d', (status, code) => {
  expect(exitCodeAfterWait({ status })).toBe(code);
});
