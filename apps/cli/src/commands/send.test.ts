import { expect, test } from 'vitest';
import { SendOptions, toRequest } from './send.ts';

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
])('how long it is worth sending may be %s', (validFor, expected) => {
  expect(requestOf({ body: 'oi', validFor })).toMatchObject({ valid_for: expected });
});

test('what was not given is not sent', () => {
  expect(requestOf({ body: 'oi' })).toEqual({ to: '+5511987654321', body: 'oi' });
});
