import { expect, it } from 'vitest';
import { hideNumbers } from './hide-numbers.ts';

it.each([
  ["The 'To' number +5511988887777 is not valid", "The 'To' number [number] is not valid"],
  ["'To' whatsapp:+5511988887777.", "'To' whatsapp:[number]."],
  ['call (415) 555-1234 now', 'call [number] now'],
  ['from 15005550001 to +15005550004', 'from [number] to [number]'],
  ['5511 98888-7777', '[number]'],
])('takes the number out of %o', (text, hidden) => {
  expect(hideNumbers(text)).toBe(hidden);
});

it.each(['code 63016, HTTP 400', 'https://www.twilio.com/docs/errors/21211', `SM${'1'.repeat(32)}`, '1600 characters'])(
  'leaves %o alone',
  (text) => {
    expect(hideNumbers(text)).toBe(text);
  },
);

it('cuts a long text', () => {
  expect(hideNumbers('x'.repeat(2_000))).toHaveLength(500);
});
