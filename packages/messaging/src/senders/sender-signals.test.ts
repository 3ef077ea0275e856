import { expect, it } from 'vitest';
import type { Outcome } from '../messages/outcome.ts';
import { signOf, type SenderSign } from './sender-signals.ts';

it.each<[string, Outcome, SenderSign]>([
  ['a rate that is exceeded', { kind: 'throttled', code: 20429, message: 'too many' }, { kind: 'slow', code: 20429 }],
  ['a 429 without a code', { kind: 'throttled', message: 'too many' }, { kind: 'slow' }],
  [
    'a minute to wait',
    { kind: 'throttled', code: 21611, message: 'full', retryAfterMs: 60_000 },
    { kind: 'slow', code: 21611 },
  ],
  [
    'a quota that is used up',
    { kind: 'throttled', code: 63038, message: 'the day is used up', retryAfterMs: 3_600_000 },
    { kind: 'rest', forMs: 3_600_000, reason: 'Twilio 63038: the day is used up' },
  ],
  [
    'an account that is stopped',
    { kind: 'stopped', code: 20003, message: 'Authenticate', remedy: 'Check the credentials' },
    { kind: 'stop', reason: 'Twilio 20003: Authenticate. Check the credentials' },
  ],
])('%s is a sign', (_what, outcome, sign) => {
  expect(signOf(outcome)).toEqual(sign);
});

it.each<Outcome>([
  { kind: 'submitted', sid: 'SM1' },
  { kind: 'rejected', code: 21211, message: 'no' },
  { kind: 'unsent', message: 'refused' },
  { kind: 'unknown', message: 'reset' },
])('$kind says nothing of the sender', (outcome) => {
  expect(signOf(outcome)).toBeUndefined();
});
