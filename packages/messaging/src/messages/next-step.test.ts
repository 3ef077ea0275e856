import { describe, expect, it } from 'vitest';
import { conclude } from './next-step.ts';

const at = new Date('2026-11-22T12:00:00Z');
const after = (ms: number) => new Date(at.getTime() + ms);
const policy = {
  retry: { maxAttempts: 3, delayAfter: (attempt: number) => attempt * 1000 },
  patience: { afterClaimMs: 9_000, afterUnknownMs: 60_000, afterSentMs: 900_000 },
};

describe('the next step after an attempt', () => {
  it('a SID means sent', () => {
    expect(conclude({ kind: 'submitted', sid: 'SM1', segments: 2 }, 1, at, policy)).toEqual({
      conclusion: { status: 'sent', twilioSid: 'SM1', segments: 2, dueAt: after(900_000) },
      disposition: { kind: 'done' },
    });
  });

  it('a refusal is the end, with its code', () => {
    expect(conclude({ kind: 'rejected', code: 21211, message: 'no' }, 1, at, policy)).toEqual({
      conclusion: { status: 'failed', errorCode: 21211, errorMessage: 'no' },
      disposition: { kind: 'done' },
    });
  });

  it('a refusal that SMS may get around says so', () => {
    const outcome = { kind: 'rejected', code: 63003, message: 'no', smsMayHelp: true } as const;
    expect(conclude(outcome, 1, at, policy)).toMatchObject({ conclusion: { status: 'failed', smsMayHelp: true } });
  });

  it('a throttle rests the sender for as long as Twilio says and spends no attempt', () => {
    const outcome = { kind: 'throttled', code: 20429, message: 'slow down', retryAfterMs: 7000 } as const;
    expect(conclude(outcome, 3, at, policy)).toEqual({
      conclusion: { status: 'accepted', dueAt: after(7000), spent: false, errorCode: 20429, errorMessage: 'slow down' },
      disposition: { kind: 'rest', forMs: 7000 },
    });
  });

  it('a longer rest than a minute is the record’s to keep, not the queue’s', () => {
    const outcome = { kind: 'throttled', code: 63038, message: 'used up', retryAfterMs: 3_600_000 } as const;
    expect(conclude(outcome, 1, at, policy)).toMatchObject({
      conclusion: { dueAt: after(5_000), spent: false },
      disposition: { kind: 'rest', forMs: 5_000 },
    });
  });

  it('a sender that is stopped takes nothing from the message: it waits, its attempt given back', () => {
    const outcome = { kind: 'stopped', code: 20003, message: 'Authenticate', remedy: 'Look' } as const;
    expect(conclude(outcome, 3, at, policy)).toEqual({
      conclusion: {
        status: 'accepted',
        dueAt: after(5_000),
        spent: false,
        errorCode: 20003,
        errorMessage: 'Authenticate',
      },
      disposition: { kind: 'again', at: after(5_000) },
    });
  });

  it('an outage spends no attempt, not even the last', () => {
    expect(conclude({ kind: 'unsent', message: 'refused', outage: true }, 3, at, policy)).toEqual({
      conclusion: { status: 'accepted', dueAt: after(3000), spent: false, errorMessage: 'refused' },
      disposition: { kind: 'again', at: after(3000) },
    });
  });

  it('what did not leave is tried again after the backoff', () => {
    expect(conclude({ kind: 'unsent', message: 'refused' }, 2, at, policy)).toEqual({
      conclusion: { status: 'accepted', dueAt: after(2000), spent: true, errorMessage: 'refused' },
      disposition: { kind: 'again', at: after(2000) },
    });
  });

  it('what did not leave fails when its attempts are spent', () => {
    expect(conclude({ kind: 'unsent', message: 'refused' }, 3, at, policy)).toEqual({
      conclusion: { status: 'failed', errorMessage: 'refused' },
      disposition: { kind: 'done' },
    });
  });

  it('an unknown outcome stays claimed, whatever attempts are left', () => {
    expect(conclude({ kind: 'unknown', message: 'reset' }, 1, at, policy)).toEqual({
      conclusion: { status: 'sending', errorMessage: 'reset', dueAt: after(60_000) },
      disposition: { kind: 'done' },
    });
  });
});
