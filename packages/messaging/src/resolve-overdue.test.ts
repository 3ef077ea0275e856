import { describe, expect, it, vi } from 'vitest';
import type { Listed, Unresolved } from './messages/resolve.ts';
import { resolveOverdue, type ResolveOverdueDeps } from './resolve-overdue.ts';

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

const listed: Listed = { sid: 'SM1', body: 'Seu pedido chegou', createdAt: inMs(-89_000) };

const world = (messages: Unresolved[], atTwilio: Listed[] | Error) => ({
  clock: () => now,
  policy: {
    retry: { maxAttempts: 3, delayAfter: () => 1000 },
    patience: { afterClaimMs: 90_000, afterUnknownMs: 60_000, afterSentMs: 900_000 },
  },
  takeUnresolved: vi.fn<ResolveOverdueDeps['takeUnresolved']>(async () => messages),
  listAtTwilio: async () => {
    if (atTwilio instanceof Error) throw atTwilio;
    return atTwilio;
  },
  withoutOwner: async (sids: string[]) => sids,
  adopt: vi.fn<ResolveOverdueDeps['adopt']>(async () => true),
  concludeAbsent: vi.fn<ResolveOverdueDeps['concludeAbsent']>(async () => true),
  noteUnanswered: vi.fn<ResolveOverdueDeps['noteUnanswered']>(async () => {}),
  enqueue: vi.fn<ResolveOverdueDeps['enqueue']>(async () => {}),
});

describe('resolveOverdue', () => {
  it('takes what is overdue now, for itself alone until its worker would be taken for dead', async () => {
    const deps = world([], []);
    expect(await resolveOverdue(deps)).toBe(0);
    expect(deps.takeUnresolved).toHaveBeenCalledExactlyOnceWith(now, inMs(90_000), 50);
  });

  it('gives a message the SID that Twilio has for it, and sends nothing', async () => {
    const deps = world([unresolved('m1')], [listed]);
    await resolveOverdue(deps);
    const dueAt = inMs(900_000);
    expect(deps.adopt).toHaveBeenCalledExactlyOnceWith({
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
    expect(deps.concludeAbsent).toHaveBeenCalledWith(expect.objectContaining({ messageId: 'm1', status: 'accepted' }));
    expect(deps.enqueue).toHaveBeenCalledExactlyOnceWith({ messageId: 'm1', senderId: 'store' });
  });

  it('sends a campaign’s message again in the campaign’s lane', async () => {
    const deps = world([{ ...unresolved('m1'), lane: 'campaign' }], []);
    await resolveOverdue(deps);
    expect(deps.enqueue).toHaveBeenCalledWith({ messageId: 'm1', senderId: 'store', lane: 'campaign' });
  });

  it('does not queue it when a callback was faster', async () => {
    const deps = world([unresolved('m1')], []);
    deps.concludeAbsent.mockResolvedValue(false);
    await resolveOverdue(deps);
    expect(deps.enqueue).not.toHaveBeenCalled();
  });

  it('ends a message whose attempts are spent', async () => {
    const deps = world([unresolved('m1', 3)], []);
    await resolveOverdue(deps);
    expect(deps.concludeAbsent).toHaveBeenCalledWith(expect.objectContaining({ status: 'failed' }));
    expect(deps.enqueue).not.toHaveBeenCalled();
  });

  it('lets a message wait, and says so, while Twilio cannot be asked', async () => {
    const deps = world([unresolved('m1')], new Error('no answer'));
    await resolveOverdue(deps);
    expect(deps.noteUnanswered).toHaveBeenCalledExactlyOnceWith({
      messageId: 'm1',
      attempt: 1,
      claimedAt: inMs(-90_000),
      at: now,
      detail: 'no answer',
      dueAt: inMs(60_000),
    });
    expect(deps.concludeAbsent).not.toHaveBeenCalled();
  });
});
