import { describe, expect, it } from 'vitest';
import { nextStep } from './next-step.ts';

const at = new Date('2026-11-22T12:00:00Z');
const after = (ms: number) => new Date(at.getTime() + ms);
const policy = {
  retry: { maxAttempts: 3, delayAfter: (attempt: number) => attempt * 1000 },
  followUpDelays: { afterClaimMs: 9_000, afterUnknownMs: 60_000, afterSentMs: 900_000 },
};

describe('the next step after an attempt', () => {
  it('a SID means sent', () => {
    expect(nextStep({ kind: 'submitted', sid: 'SM1', segments: 2 }, 1, at, policy)).toEqual({
      statusUpdate: { status: 'sent', twilioSid: 'SM1', segments: 2, dueAt: after(900_000) },
      jobAction: { kind: 'done' },
    });
  });

  it('a refusal is the end, with its code', () => {
    expect(nextStep({ kind: 'rejected', code: 21211, message: 'no' }, 1, at, policy)).toEqual({
      statusUpdate: { status: 'failed', errorCode: 21211, errorMessage: 'no' },
      jobAction: { kind: 'done' },
    });
  });

  it('a refusal that SMS may get around says so', () => {
    const outcome = { kind: 'rejected', code: 63003, message: 'no', smsMayHelp: true } as const;
    expect(nextStep(outcome, 1, at, policy)).toMatchObject({ statusUpdate: { status: 'failed', smsMayHelp: true } });
  });

  it('a throttle pauses the queue for as long as Twilio says and spends no attempt', () => {
    const outcome = { kind: 'throttled', code: 20429, message: 'slow down', retryAfterMs: 7000 } as const;
    expect(nextStep(outcome, 3, at, policy)).toEqual({
      statusUpdate: {
        status: 'accepted',
        dueAt: after(7000),
        spent: false,
        errorCode: 20429,
        errorMessage: 'slow down',
      },
      jobAction: { kind: 'pause', forMs: 7000 },
    });
  });

  it('a longer rest than a minute is the record’s to keep, not the queue’s', () => {
    const outcome = { kind: 'throttled', code: 63038, message: 'used up', retryAfterMs: 3_600_000 } as const;
    expect(nextStep(outcome, 1, at, policy)).toMatchObject({
      statusUpdate: { dueAt: after(5_000), spent: false },
      jobAction: { kind: 'pause', forMs: 5_000 },
    });
  });

  it('a sender that is stopped takes nothing from the message: it waits, its attempt given back', () => {
    const outcome = { kind: 'stopped', code: 20003, message: 'Authenticate', remedy: 'Look' } as const;
    expect(nextStep(outcome, 3, at, policy)).toEqual({
      statusUpdate: {
        status: 'accepted',
        dueAt: after(5_000),
        spent: false,
        errorCode: 20003,
        errorMessage: 'Authenticate',
      },
      jobAction: { kind: 'again', at: after(5_000) },
    });
  });

  it('an outage spends no attempt, not even the last', () => {
    expect(nextStep({ kind: 'unsent', message: 'refused', outage: true }, 3, at, policy)).toEqual({
      statusUpdate: { status: 'accepted', dueAt: after(3000), spent: false, errorMessage: 'refused' },
      jobAction: { kind: 'again', at: after(3000) },
    });
  });

  it('what did not leave is tried again after the backoff', () => {
    expect(nextStep({ kind: 'unsent', message: 'refused' }, 2, at, policy)).toEqual({
      statusUpdate: { status: 'accepted', dueAt: after(2000), spent: true, errorMessage: 'refused' },
      jobAction: { kind: 'again', at: after(2000) },
    });
  });

  it('what did not reach Twilio never fails: the last attempt is given back', () => {
    expect(nextStep({ kind: 'unsent', message: 'refused' }, 3, at, policy)).toEqual({
      statusUpdate: { status: 'accepted', dueAt: after(3000), spent: false, errorMessage: 'refused' },
      jobAction: { kind: 'again', at: after(3000) },
    });
  });

  it('what Twilio did not take for now fails when its attempts are spent', () => {
    expect(nextStep({ kind: 'unsent', code: 20500, message: 'later' }, 3, at, policy)).toEqual({
      statusUpdate: { status: 'failed', errorCode: 20500, errorMessage: 'later' },
      jobAction: { kind: 'done' },
    });
  });

  it('an unknown outcome stays claimed with any number of attempts left', () => {
    expect(nextStep({ kind: 'unknown', message: 'reset' }, 1, at, policy)).toEqual({
      statusUpdate: { status: 'sending', errorMessage: 'reset', dueAt: after(60_000) },
      jobAction: { kind: 'done' },
    });
  });
});
