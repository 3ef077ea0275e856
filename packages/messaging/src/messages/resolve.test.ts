import { describe, expect, it, vi } from 'vitest';
import type { Listed } from './match-listed.ts';
import { resolveOverdue, type ResolveOverdueDeps, type Unresolved } from './resolve.ts';

describe('a message with an unknown outcome', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const inMs = (ms: number) => new Date(now.getTime() + ms);

  const unresolved = (id: string, attempt = 1): Unresolved => ({
    id,
    senderId: 'store',
    attempt,
    channel: 'sms',
    from: '+551150289876',
    to: '+5511987654321',
    content: { kind: 'body', body: 'Seu pedido chegou' },
    claimedAt: inMs(-90_000),
  });

  const listed: Listed = { sid: 'SM1', body: 'Seu pedido chegou', ageMs: 89_000 };

  const world = (messages: Unresolved[], atTwilio: Listed[] | Error) => ({
    clock: () => now,
    sinceClockJumpMs: () => Number.POSITIVE_INFINITY,
    clockSetBackMs: () => 0,
    policy: {
      retry: { maxAttempts: 3, delayAfter: () => 1000 },
      followUpDelays: { afterClaimMs: 90_000, afterUnknownMs: 60_000, afterSentMs: 900_000 },
      giveUpAfterMs: 86_400_000,
    },
    takeUnresolved: vi.fn<ResolveOverdueDeps['takeUnresolved']>(async () => messages),
    listAtTwilio: vi.fn<ResolveOverdueDeps['listAtTwilio']>(async () => {
      if (atTwilio instanceof Error) throw atTwilio;
      return atTwilio;
    }),
    findUnresolvedOfPair: vi.fn<ResolveOverdueDeps['findUnresolvedOfPair']>(async () => messages),
    findSidOwners: vi.fn<ResolveOverdueDeps['findSidOwners']>(async () => []),
    withdrawSid: vi.fn<ResolveOverdueDeps['withdrawSid']>(async () => {}),
    claimSid: vi.fn<ResolveOverdueDeps['claimSid']>(async () => true),
    recordAbsence: vi.fn<ResolveOverdueDeps['recordAbsence']>(async () => true),
    giveUp: vi.fn<ResolveOverdueDeps['giveUp']>(async () => true),
    writeWaiting: vi.fn<ResolveOverdueDeps['writeWaiting']>(async () => {}),
    decided: vi.fn<NonNullable<ResolveOverdueDeps['decided']>>(),
    enqueue: vi.fn<ResolveOverdueDeps['enqueue']>(async () => {}),
  });

  describe('that is overdue', () => {
    it('takes what is overdue now, for itself alone until its worker would be taken for dead', async () => {
      const deps = world([], []);
      expect(await resolveOverdue(deps)).toBe(0);
      expect(deps.takeUnresolved).toHaveBeenCalledExactlyOnceWith({ leaseMs: 90_000, at: now }, 50);
    });

    it.each([
      [89_999, 0],
      [90_000, 1],
    ])('takes nothing until a lease after a jump of the clock: after %i ms %i times', async (sinceMs, times) => {
      const deps = { ...world([], []), sinceClockJumpMs: () => sinceMs };
      expect(await resolveOverdue(deps)).toBe(0);
      expect(deps.takeUnresolved).toHaveBeenCalledTimes(times);
    });

    it('finds a message that is older than it seems, because the clock was set back after its claim', async () => {
      const older = { ...listed, ageMs: 89_000 + 600_000 };
      const deps = { ...world([unresolved('m1')], [older]), clockSetBackMs: () => 600_000 };
      await resolveOverdue(deps);
      expect(deps.listAtTwilio).toHaveBeenCalledWith(expect.objectContaining({ sinceMs: 720_000 }));
      expect(deps.claimSid).toHaveBeenCalledWith(expect.objectContaining({ twilioSid: 'SM1' }));
      expect(deps.recordAbsence).not.toHaveBeenCalled();
    });

    it('gives a message the SID that Twilio has for it, and sends nothing', async () => {
      const deps = world([unresolved('m1')], [listed]);
      await resolveOverdue(deps);
      const dueAt = inMs(900_000);
      expect(deps.claimSid).toHaveBeenCalledExactlyOnceWith({
        messageId: 'm1',
        attempt: 1,
        claimedAt: inMs(-90_000),
        at: now,
        twilioSid: 'SM1',
        dueAt,
      });
      expect(deps.enqueue).not.toHaveBeenCalled();
    });

    it('sends a message again of which Twilio has nothing', async () => {
      const deps = world([unresolved('m1')], []);
      await resolveOverdue(deps);
      expect(deps.recordAbsence).toHaveBeenCalledWith(expect.objectContaining({ messageId: 'm1', status: 'accepted' }));
      expect(deps.enqueue).toHaveBeenCalledExactlyOnceWith({ messageId: 'm1', senderId: 'store' });
    });

    it('sends nothing again that Twilio took under the SID of another message', async () => {
      const deps = world([{ ...unresolved('m1'), hasConflict: true }], []);
      await resolveOverdue(deps);
      expect(deps.recordAbsence).not.toHaveBeenCalled();
      expect(deps.writeWaiting).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ for: 'status_callback' }));
    });

    it('looks for a message from before a restore since the backup, and never fails it for its attempts', async () => {
      const restored = { ...unresolved('m1', 3), restoredSince: inMs(-3_600_000) };
      const found = world([restored], [{ ...listed, ageMs: 3_500_000 }]);
      await resolveOverdue(found);
      expect(found.listAtTwilio).toHaveBeenCalledWith(expect.objectContaining({ sinceMs: 3_630_000 }));
      expect(found.claimSid).toHaveBeenCalledWith(expect.objectContaining({ twilioSid: 'SM1' }));
      const absent = world([restored], []);
      await resolveOverdue(absent);
      expect(absent.recordAbsence).toHaveBeenCalledWith(expect.objectContaining({ status: 'accepted' }));
    });

    it('sends a campaign’s message again in the campaign’s lane', async () => {
      const deps = world([{ ...unresolved('m1'), lane: 'campaign', segments: 3 }], []);
      await resolveOverdue(deps);
      expect(deps.enqueue).toHaveBeenCalledWith({ messageId: 'm1', senderId: 'store', lane: 'campaign', segments: 3 });
    });

    it('does not queue it when a callback was faster', async () => {
      const deps = world([unresolved('m1')], []);
      deps.recordAbsence.mockResolvedValue(false);
      await resolveOverdue(deps);
      expect(deps.enqueue).not.toHaveBeenCalled();
    });

    it('ends a message whose attempts are spent', async () => {
      const deps = world([unresolved('m1', 3)], []);
      await resolveOverdue(deps);
      expect(deps.recordAbsence).toHaveBeenCalledWith(expect.objectContaining({ status: 'failed' }));
      expect(deps.enqueue).not.toHaveBeenCalled();
    });

    it('asks for the time since the oldest claim of the pair, with a margin, once for all of them', async () => {
      const deps = world([unresolved('m1'), { ...unresolved('m2'), claimedAt: inMs(-100_000) }], []);
      await resolveOverdue(deps);
      const pair = { channel: 'sms', from: '+551150289876', to: '+5511987654321' };
      expect(deps.listAtTwilio).toHaveBeenCalledExactlyOnceWith({ ...pair, sinceMs: 130_000 });
    });

    it('leaves a text to the message that says it, though that one is still in flight', async () => {
      const any: Unresolved = {
        ...unresolved('m1'),
        content: { kind: 'template', name: 'welcome', language: 'pt_BR', variables: {} },
      };
      const deps = world([any], [listed]);
      deps.findUnresolvedOfPair.mockResolvedValue([unresolved('m0'), any]);
      await resolveOverdue(deps);
      expect(deps.claimSid).not.toHaveBeenCalled();
      expect(deps.recordAbsence).toHaveBeenCalledWith(expect.objectContaining({ messageId: 'm1' }));
    });

    it('does not look at what another message owns', async () => {
      const deps = world([unresolved('m1')], [listed]);
      deps.findSidOwners.mockResolvedValue([{ twilioSid: 'SM1', isOfPair: true }]);
      await resolveOverdue(deps);
      expect(deps.findSidOwners).toHaveBeenCalledExactlyOnceWith('m1', ['SM1']);
      expect(deps.withdrawSid).not.toHaveBeenCalled();
      expect(deps.recordAbsence).toHaveBeenCalledOnce();
    });

    it('sends nothing again whose SID Twilio gave to somebody else’s message', async () => {
      const deps = world([unresolved('m1')], [listed]);
      deps.findSidOwners.mockResolvedValue([{ twilioSid: 'SM1', isOfPair: false }]);
      await resolveOverdue(deps);
      expect(deps.withdrawSid).toHaveBeenCalledExactlyOnceWith('SM1', now);
      expect(deps.recordAbsence).not.toHaveBeenCalled();
      expect(deps.writeWaiting).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ for: 'status_callback' }));
    });

    it('reads our side after the list, so that what is listed has its message there', async () => {
      const deps = world([unresolved('m1')], [listed]);
      await resolveOverdue(deps);
      const order = [deps.listAtTwilio, deps.findUnresolvedOfPair, deps.findSidOwners];
      const calls = order.map((call) => call.mock.invocationCallOrder[0] ?? 0);
      expect(calls).toEqual(calls.toSorted((a, b) => a - b));
    });

    const waiting = { messageId: 'm1', attempt: 1, claimedAt: inMs(-90_000), at: now, dueAt: inMs(60_000) };

    it.each([
      ['Twilio cannot be asked', new Error('no answer'), 'twilio_list', 'no answer'],
      [
        'a listed text could match any message',
        [{ ...listed, body: '' }],
        'status_callback',
        expect.stringContaining('may be'),
      ],
    ])('lets a message wait, and says so, while %s', async (_what, atTwilio, waitsFor, detail) => {
      const deps = world([unresolved('m1')], atTwilio);
      await resolveOverdue(deps);
      expect(deps.writeWaiting).toHaveBeenCalledExactlyOnceWith({ ...waiting, for: waitsFor, detail });
      expect(deps.recordAbsence).not.toHaveBeenCalled();
      expect(deps.claimSid).not.toHaveBeenCalled();
    });

    it('lets a message wait whose SID another one took in this moment', async () => {
      const deps = world([unresolved('m1')], [listed]);
      deps.claimSid.mockResolvedValue(false);
      await resolveOverdue(deps);
      expect(deps.writeWaiting).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ for: 'status_callback' }));
    });

    it.each([
      [6 * 60_000, 90_000],
      [23 * 3_600_000, 600_000],
      [24 * 3_600_000, 600_000],
      [48 * 3_600_000 - 300_000, 300_000],
    ])('asks less often the longer a message waits: after %i ms in %i ms', async (waitedMs, pauseMs) => {
      const deps = world([{ ...unresolved('m1'), claimedAt: inMs(-waitedMs) }], new Error('no answer'));
      await resolveOverdue(deps);
      expect(deps.writeWaiting).toHaveBeenCalledWith(expect.objectContaining({ dueAt: inMs(pauseMs) }));
    });

    it.each([
      ['Twilio does not answer for two days', new Error('no answer'), -2 * 86_400_000],
      ['a listed text could match any message for a day', [{ ...listed, body: '' }], -86_400_000],
    ])('fails a message, for a person to decide, when %s', async (_what, atTwilio, claimedMs) => {
      const deps = world([{ ...unresolved('m1'), claimedAt: inMs(claimedMs) }], atTwilio);
      await resolveOverdue(deps);
      expect(deps.giveUp).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ messageId: 'm1' }));
      expect(deps.writeWaiting).not.toHaveBeenCalled();
      expect(deps.enqueue).not.toHaveBeenCalled();
      expect(deps.decided).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ kind: 'given_up' }));
    });
  });
});
