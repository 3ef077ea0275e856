import { describe, expect, it } from 'vitest';
import {
  applyRetention,
  eraseAtTwilio,
  keepsAll,
  type Expiry,
  type RetentionKind,
  type TwilioErasure,
} from './retention.ts';

describe('retention', () => {
  const noon = new Date('2026-11-22T12:00:00Z');
  const going = new AbortController().signal;

  const run = async (
    days: Partial<Record<RetentionKind, number>>,
    piles: Partial<Record<RetentionKind, number>>,
    signal = going,
  ) => {
    const left = new Map(Object.entries(piles));
    const expiries: Expiry[] = [];
    const looked = await applyRetention(
      {
        clock: () => noon,
        findSettings: async () => ({ retentionDays: { ...keepsAll, ...days } }),
        expireNext: async (expiry) => {
          expiries.push(expiry);
          const seen = Math.min(left.get(expiry.kind) ?? 0, expiry.limit);
          left.set(expiry.kind, (left.get(expiry.kind) ?? 0) - seen);
          return seen;
        },
      },
      signal,
    );
    return { looked, asked: expiries };
  };

  it('data that is kept without limit is not read', async () => {
    expect(await run({}, { content: 5, audit: 5 })).toEqual({ looked: {}, asked: [] });
  });

  it('each kind goes by its own days, the text before the number that finds it', async () => {
    const { looked, asked: expiries } = await run({ numbers: 365, content: 90 }, { content: 1_500, numbers: 3 });
    expect(looked).toEqual({ content: 1_500, numbers: 3 });
    expect(expiries.map(({ kind }) => kind)).toEqual(['content', 'content', 'content', 'numbers', 'numbers']);
    expect(expiries.at(0)).toMatchObject({ before: new Date('2026-08-24T12:00:00Z'), at: noon, limit: 1_000 });
    expect(expiries.at(-1)).toMatchObject({ before: new Date('2025-11-22T12:00:00Z') });
  });

  it('a pile of years is worked off over many rounds', async () => {
    expect((await run({ content: 1 }, { content: 1_000_000 })).looked).toEqual({ content: 10_000 });
  });

  it('a worker that stops begins no further batch', async () => {
    expect((await run({ content: 1 }, { content: 5 }, AbortSignal.abort())).asked).toEqual([]);
  });
});

describe("the deletion of Twilio's copies", () => {
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

  it('a refusal by Twilio is reported and tried again', async () => {
    const refused = run(3, async () => {
      throw new Error('Twilio was not reached');
    });
    expect(await refused).toEqual({ result: 'Twilio was not reached', ended: [], pauses: [4] });
  });
});
