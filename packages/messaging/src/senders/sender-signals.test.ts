import { describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../outcome.ts';
import {
  applySenderSignal,
  makeApplyReportedSignal,
  senderSignalOf,
  type SenderSignalDeps,
  type SenderSignal,
} from './sender-signals.ts';
import type { RecordedSender } from './sender.ts';

describe('the signal in an outcome', () => {
  it.each<[string, Outcome, SenderSignal]>([
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
      { kind: 'hold', forMs: 3_600_000, reason: 'Twilio 63038: the day is used up' },
    ],
    [
      'an account that is stopped',
      { kind: 'stopped', code: 20003, message: 'Authenticate', remedy: 'Check the credentials' },
      { kind: 'stop', reason: 'Twilio 20003: Authenticate. Check the credentials' },
    ],
  ])('%s is a sign', (_what, outcome, signal) => {
    expect(senderSignalOf(outcome)).toEqual(signal);
  });

  it.each<Outcome>([
    { kind: 'submitted', sid: 'SM1' },
    { kind: 'rejected', code: 21211, message: 'no' },
    { kind: 'unsent', message: 'refused' },
    { kind: 'unknown', message: 'reset' },
  ])('$kind contains no signal for the sender', (outcome) => {
    expect(senderSignalOf(outcome)).toBeUndefined();
  });
});

describe('a sender after a signal', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const origin = { senderId: 'store', sentAt: new Date(now.getTime() - 200) };
  const stop = { kind: 'stop', reason: 'Twilio 20003: no' } as const;

  const world = (sender: Partial<RecordedSender> = {}) => ({
    clock: () => now,
    log: { warn: vi.fn<SenderSignalDeps['log']['warn']>(), error: vi.fn<SenderSignalDeps['log']['error']>() },
    findSender: async () => ({
      id: 'store',
      channel: 'whatsapp' as const,
      address: '+551150289876',
      mps: 80,
      dailyLimit: null,
      paused: false,
      createdAt: now,
      updatedAt: now,
      ...sender,
    }),
    throttleSender: vi.fn<SenderSignalDeps['throttleSender']>(async () => true),
    holdSender: vi.fn<SenderSignalDeps['holdSender']>(async () => true),
    pauseSender: vi.fn<SenderSignalDeps['pauseSender']>(async () => true),
  });

  it('halves the rate of a sender that is too fast', async () => {
    const deps = world();
    await applySenderSignal(deps, origin, { kind: 'slow', code: 20429 });
    expect(deps.throttleSender).toHaveBeenCalledWith('store', undefined, { rate: 40, at: now, cause: 20429 });
    expect(deps.log.warn).toHaveBeenCalledOnce();
  });

  it('does not halve it again for a sign of the same moment', async () => {
    const deps = world({ throttle: { rate: 40, at: new Date(now.getTime() - 1_000) } });
    await applySenderSignal(deps, origin, { kind: 'slow' });
    expect(deps.throttleSender).not.toHaveBeenCalled();
  });

  it('puts a sender on hold whose quota is used up', async () => {
    const deps = world();
    await applySenderSignal(deps, origin, { kind: 'hold', forMs: 3_600_000, reason: 'used up' });
    const until = new Date(now.getTime() + 3_600_000);
    expect(deps.holdSender).toHaveBeenCalledWith('store', { until, reason: 'used up' }, now);
  });

  it('pauses a sender that Twilio refuses, and says why', async () => {
    const deps = world();
    await applySenderSignal(deps, origin, stop);
    expect(deps.pauseSender).toHaveBeenCalledWith('store', { reason: stop.reason, at: now, sentAt: origin.sentAt });
    expect(deps.log.error).toHaveBeenCalledWith({ sender: 'store', reason: stop.reason }, expect.any(String));
  });

  it('does not log the change of another worker', async () => {
    const no = async () => false;
    const deps = { ...world(), throttleSender: no, holdSender: no, pauseSender: no };
    for (const signal of [stop, { kind: 'slow' } as const, { kind: 'hold', forMs: 1, reason: 'used up' } as const])
      // one after the other, as they would come
      await applySenderSignal(deps, origin, signal);
    expect(deps.log.warn).not.toHaveBeenCalled();
    expect(deps.log.error).not.toHaveBeenCalled();
  });

  it('applies a report to the sender of its message, if the message exists', async () => {
    const deps = world();
    const applyReportedSignal = makeApplyReportedSignal({
      ...deps,
      findOrigin: async (id) => (id === 'm1' ? origin : undefined),
    });
    await applyReportedSignal('m1', stop);
    await applyReportedSignal('m2', stop);
    expect(deps.pauseSender).toHaveBeenCalledOnce();
  });
});
