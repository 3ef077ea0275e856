import { describe, expect, it, vi } from 'vitest';
import { deliver, validityPeriodOf, type Claim, type Claimed, type DeliverDeps } from './deliver.ts';
import type { Outcome } from '../outcome.ts';

describe('an attempt to send a message', () => {
  const now = new Date('2026-11-22T12:00:00Z');

  const claimed: Claimed = {
    id: 'm1',
    attempt: 1,
    channel: 'whatsapp',
    category: 'utility',
    sender: { id: 'store', address: '+551150289876' },
    to: '+5511987654321',
    content: { kind: 'template', name: 'promotion', language: 'pt_BR', variables: { discount: '10' } },
    template: { contentSid: 'HX1', variables: ['discount'] },
  };

  const world = (claim: Claim, outcome: Outcome = { kind: 'submitted', sid: 'SM1' }) => ({
    clock: () => now,
    claim: vi.fn<DeliverDeps['claim']>(async () => claim),
    send: vi.fn<DeliverDeps['send']>(async () => outcome),
    record: vi.fn<DeliverDeps['record']>(async () => {}),
    policy: {
      retry: { maxAttempts: 3, delayAfter: () => 1000 },
      followUpDelays: { afterClaimMs: 90_000, afterUnknownMs: 60_000, afterSentMs: 900_000 },
    },
  });

  describe('that is claimed', () => {
    it('sends what it claimed and records the outcome', async () => {
      const deps = world({ kind: 'claimed', message: claimed });
      expect(await deliver(deps, 'm1')).toEqual({ kind: 'done' });
      expect(deps.claim).toHaveBeenCalledExactlyOnceWith('m1', { leaseMs: 90_000 });
      expect(deps.send).toHaveBeenCalledExactlyOnceWith({
        messageId: 'm1',
        channel: 'whatsapp',
        from: '+551150289876',
        to: '+5511987654321',
        content: { kind: 'content', contentSid: 'HX1', variables: { '1': '10' } },
      });
      expect(deps.record).toHaveBeenCalledExactlyOnceWith({
        messageId: 'm1',
        attempt: 1,
        at: now,
        outcome: { kind: 'submitted', sid: 'SM1' },
        statusUpdate: { status: 'sent', twilioSid: 'SM1', dueAt: new Date(now.getTime() + 900_000) },
      });
    });

    it.each([
      [3, undefined, 'failed'],
      [3, 2, 'accepted'],
      [5, 2, 'failed'],
    ])('attempt %i, of which %o came before a retry, leaves it %s', async (attempt, attemptsBefore, status) => {
      const message = { ...claimed, attempt, ...(attemptsBefore && { attemptsBefore }) };
      const deps = world({ kind: 'claimed', message }, { kind: 'unsent', code: 20500, message: 'later' });
      await deliver(deps, 'm1');
      expect(deps.record).toHaveBeenCalledWith(
        expect.objectContaining({ attempt, statusUpdate: expect.objectContaining({ status }) }),
      );
    });

    it('limits how long Twilio may keep the message', async () => {
      const message = { ...claimed, validUntil: new Date(now.getTime() + 90_900) };
      const deps = world({ kind: 'claimed', message });
      await deliver(deps, 'm1');
      expect(deps.send).toHaveBeenCalledWith(expect.objectContaining({ validityPeriod: 90 }));
    });

    it('sends nothing and fails when the template no longer fits', async () => {
      const message = { ...claimed, template: { contentSid: 'HX1', variables: ['other'] } };
      const deps = world({ kind: 'claimed', message });
      await deliver(deps, 'm1');
      expect(deps.send).not.toHaveBeenCalled();
      expect(deps.record).toHaveBeenCalledWith(
        expect.objectContaining({ statusUpdate: expect.objectContaining({ status: 'failed' }) }),
      );
    });

    it('sends nothing when it was suspended after its claim: another worker may have the message by now', async () => {
      const deps = world({ kind: 'claimed', message: claimed });
      const times = [now, new Date(now.getTime() + 5_001)];
      await deliver({ ...deps, clock: () => times.shift() ?? new Date(now.getTime() + 5_002) }, 'm1');
      expect(deps.send).not.toHaveBeenCalled();
      expect(deps.record).toHaveBeenCalledWith(
        expect.objectContaining({ outcome: expect.objectContaining({ kind: 'unsent' }) }),
      );
    });

    it.each<[Claim, unknown]>([
      [{ kind: 'over' }, { kind: 'done' }],
      [
        { kind: 'early', at: new Date(5) },
        { kind: 'again', at: new Date(5) },
      ],
      [{ kind: 'held' }, { kind: 'again', at: new Date(now.getTime() + 5000) }],
    ])('sends nothing that it did not claim: %j', async (claim, jobAction) => {
      const deps = world(claim);
      expect(await deliver(deps, 'm1')).toEqual(jobAction);
      expect(deps.send).not.toHaveBeenCalled();
      expect(deps.record).not.toHaveBeenCalled();
    });
  });
});

describe('a message that is no longer valid', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  it.each([
    ['what ends with nothing is not limited', {}, undefined],
    ['ends with the validity', { validUntil: after(600) }, 600],
    ['ends with the window', { windowUntil: after(300) }, 300],
    ['ends with whichever ends first', { validUntil: after(600), windowUntil: after(300) }, 300],
    ['is rounded down', { windowUntil: after(59.999) }, 59],
    ["is at most Twilio's ten hours", { windowUntil: after(11 * 3600) }, 36_000],
    ['is at least a second', { windowUntil: after(-5) }, 1],
  ])('%s', (_, ends, seconds) => expect(validityPeriodOf(ends, now)).toBe(seconds));
});
