import { expect, it } from 'vitest';
import { eraseAtTwilio } from './erase-at-twilio.ts';
import type { TwilioErasure } from './retention.ts';

const noon = new Date('2026-11-22T12:00:00Z');

const run = async (attempts: number, answer: () => Promise<boolean>) => {
  const erasure: TwilioErasure = { twilioSid: 'SM1', way: 'redact', attempts };
  const ended: string[] = [];
  const pauses: number[] = [];
  const result = await eraseAtTwilio({
    clock: () => noon,
    takeTwilioErasures: async () => [erasure],
    eraseAtTwilio: answer,
    endTwilioErasure: async (sid) => void ended.push(sid),
    putOffTwilioErasure: async (_sid, until) => void pauses.push((until.getTime() - noon.getTime()) / 60_000),
  }).catch((error: Error) => error.message);
  return { result, ended, pauses };
};

it('what is gone at Twilio is forgotten', async () => {
  expect(await run(1, async () => true)).toEqual({ result: { asked: 1, putOff: 0 }, ended: ['SM1'], pauses: [] });
});

it.each([
  [1, 1],
  [2, 2],
  [5, 16],
  [12, 1440],
  [400, 1440],
])('what is on its way at try %i is asked for again after %i min', async (attempts, minutes) => {
  expect(await run(attempts, async () => false)).toEqual({
    result: { asked: 1, putOff: 1 },
    ended: [],
    pauses: [minutes],
  });
});

it('what Twilio refuses is tried again, and told of', async () => {
  const refused = run(3, async () => {
    throw new Error('Twilio was not reached');
  });
  expect(await refused).toEqual({ result: 'Twilio was not reached', ended: [], pauses: [4] });
});
