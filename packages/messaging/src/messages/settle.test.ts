import { describe, expect, it, vi } from 'vitest';
import {
  fetchMissingCallbacks,
  settle,
  type FetchMissingCallbacksDeps,
  type SettleDeps,
  type Settled,
  type StatusReport,
} from './settle.ts';

describe('a status callback', () => {
  const report = { messageId: 'm1', twilioSid: 'SM1', status: 'delivered', twilioStatus: 'delivered' } as const;
  const failure = { ...report, status: 'failed', twilioStatus: 'failed', errorCode: 30001 } as const;

  const world = (kind: Settled['kind'] = 'moved') => ({
    clock: () => new Date(7),
    settleMessage: vi.fn<SettleDeps['settleMessage']>(async () => ({ kind })),
    applySenderSignal: vi.fn<SettleDeps['applySenderSignal']>(async () => {}),
  });

  it('hands the record the report, the time and the statuses that it may move from', async () => {
    const deps = world();
    expect(await settle(deps, report)).toEqual({ kind: 'moved' });
    expect(deps.settleMessage).toHaveBeenCalledExactlyOnceWith({
      ...report,
      at: new Date(7),
      from: ['accepted', 'sending', 'sent'],
    });
    expect(deps.applySenderSignal).not.toHaveBeenCalled();
  });

  it('applies the sender signal of a report once', async () => {
    const signal = { kind: 'slow', code: 30001 } as const;
    const first = world();
    await settle(first, { ...failure, signal });
    expect(first.applySenderSignal).toHaveBeenCalledExactlyOnceWith('m1', signal);
    const again = world('kept');
    await settle(again, { ...failure, signal });
    expect(again.applySenderSignal).not.toHaveBeenCalled();
  });
});

describe('a message whose callback is missing', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const missing = [
    { messageId: 'm1', twilioSid: 'SM1' },
    { messageId: 'm2', twilioSid: 'SM2' },
  ];
  const reportOf = (each: { messageId: string; twilioSid: string }): StatusReport => ({
    ...each,
    status: 'delivered',
    twilioStatus: 'delivered',
  });

  const world = (fetchStatus: FetchMissingCallbacksDeps['fetchStatus']) => ({
    clock: () => now,
    takeMissingCallbacks: vi.fn<FetchMissingCallbacksDeps['takeMissingCallbacks']>(async () => missing),
    fetchStatus,
    withdrawSid: vi.fn<FetchMissingCallbacksDeps['withdrawSid']>(async () => true),
    settle: vi.fn<FetchMissingCallbacksDeps['settle']>(async () => 'moved'),
    afterSentMs: 900_000,
  });

  it('settles each by its current status at Twilio', async () => {
    const deps = world(async (each) => ({ report: reportOf(each) }));
    expect(await fetchMissingCallbacks(deps)).toBe(2);
    expect(deps.takeMissingCallbacks).toHaveBeenCalledExactlyOnceWith(now, 900_000, 50);
    expect(deps.settle.mock.calls).toEqual(missing.map((each) => [reportOf(each)]));
  });

  it('leaves one alone of which Twilio knows nothing', async () => {
    const deps = world(async () => undefined);
    await fetchMissingCallbacks(deps);
    expect(deps.settle).not.toHaveBeenCalled();
  });

  it('settles the others when one cannot be fetched, and says that it could not', async () => {
    const deps = world(async (each) => {
      if (each.messageId === 'm1') throw new Error('no answer');
      return { report: reportOf(each) };
    });
    await expect(fetchMissingCallbacks(deps)).rejects.toThrow('no answer');
    expect(deps.settle.mock.calls).toEqual([[reportOf({ messageId: 'm2', twilioSid: 'SM2' })]]);
  });

  it.each([
    ['+5511987654321', '+5511987654321', 'settled'],
    ['+5511987654321', '+551187654321', 'settled'],
    ['+5215512345678', '+525512345678', 'settled'],
    ['+5493511234567', '+543511234567', 'settled'],
    ['+5511987654321', undefined, 'settled'],
    [undefined, '+5511987654321', 'settled'],
    ['BR.1234567890', '+5511987654321', 'settled'],
    ['+5511987654321', 'BR.1234567890', 'settled'],
    ['+5511987654321', '+551198765XXXX', 'settled'],
    ['+5511987654321', '+55119****4321', 'settled'],
    ['+5511987654321', '', 'settled'],
    ['+5511987654321', '+5511987654322', 'withdrawn'],
    ['+5511987654321', '+351912345678', 'withdrawn'],
  ] as const)('to %s, which Twilio has as one to %s, is %s', async (to, atTwilio, result) => {
    const deps = world(async (each) => ({ report: reportOf(each), ...(atTwilio && { to: atTwilio }) }));
    deps.takeMissingCallbacks.mockResolvedValue([{ messageId: 'm1', twilioSid: 'SM1', ...(to && { to }) }]);
    await fetchMissingCallbacks(deps);
    expect(deps.settle).toHaveBeenCalledTimes(result === 'settled' ? 1 : 0);
    expect(deps.withdrawSid.mock.calls).toEqual(result === 'settled' ? [] : [['SM1', now]]);
  });
});
