import { expect, it } from 'vitest';
import { remedyOf, signOfCode } from './sender-sign.ts';

it.each([20005, 21701, 30002, 30037, 63001, 63007, 63051, 63112])(
  '%i stops the sender, and says what to do',
  (code) => {
    const reason = expect.stringMatching(new RegExp(`^Twilio ${code}: .+ PUT /v1/senders/:id`));
    expect(signOfCode(code)).toEqual({ kind: 'stop', reason });
  },
);

it('names the variables when the credentials are wrong', () => {
  expect(remedyOf(20003)).toContain('TWILIO_AUTH_TOKEN');
});

it.each([20429, 21611, 30001, 30017, 30022, 63017, 63018])('%i slows the sender down', (code) => {
  expect(signOfCode(code)).toEqual({ kind: 'slow', code });
});

it.each([30027, 35125, 60728, 63038])('%i, a quota, rests the sender', (code) => {
  expect(signOfCode(code)).toMatchObject({ kind: 'rest', reason: expect.stringContaining(String(code)) });
});

it.each([
  ['the recipient', 21211],
  ['this destination', 21606],
  ['one country', 21408],
  ['the template', 63041],
  ['a person who has not joined', 63015],
  ['nothing that we know', 99999],
])('a code about %s says nothing of the sender: %i', (_what, code) => {
  expect(signOfCode(code)).toBeUndefined();
  expect(remedyOf(code)).toBeUndefined();
});
