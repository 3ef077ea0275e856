import { describe, expect, it, vi } from 'vitest';
import {
  resolve,
  resolveOverdue,
  type Listed,
  type ResolveDeps,
  type ResolveOverdueDeps,
  type Unresolved,
} from './resolve.ts';

describe('resolve', () => {
  const claimedAt = new Date('2026-11-22T12:00:00Z');
  const later = (seconds: number) => new Date(claimedAt.getTime() + seconds * 1000);

  const message = {
    id: 'm1',
    senderId: 'store',
    attempt: 1,
    channel: 'whatsapp',
    from: '+551150289876',
    to: '+5511987654321',
    content: {
      kind: 'template',
      name: 'order_status',
      language: 'pt_BR',
      variables: { order_id: '1042', status: 'pronto' },
    },
    template: { body: 'Pedido {{order_id}}: {{status}}', variables: ['order_id', 'status'] },
    claimedAt,
  } satisfies Unresolved;

  const listed = (sid: string, patch: Partial<Listed> = {}): Listed => ({
    sid,
    body: 'Pedido 1042: pronto',
    createdAt: later(1),
    ...patch,
  });

  const world = (atTwilio: Listed[] | Error, owned: string[] = []) => ({
    listAtTwilio: vi.fn<ResolveDeps['listAtTwilio']>(async () => {
      if (atTwilio instanceof Error) throw atTwilio;
      return atTwilio;
    }),
    withoutOwner: async (sids: string[]) => sids.filter((sid) => !owned.includes(sid)),
    adopt: vi.fn<ResolveDeps['adopt']>(async (_message, sid) => !owned.includes(sid)),
  });

  describe('resolve', () => {
    it('adopts the message that Twilio has', async () => {
      const deps = world([listed('SM1')]);
      expect(await resolve(deps, message)).toEqual({ kind: 'adopted', twilioSid: 'SM1' });
      expect(deps.adopt).toHaveBeenCalledExactlyOnceWith(message, 'SM1');
    });

    it('says that there is none only when Twilio answered', async () => {
      expect(await resolve(world([]), message)).toEqual({ kind: 'absent' });
      expect(await resolve(world(new Error('no answer')), message)).toEqual({
        kind: 'unanswered',
        message: 'no answer',
      });
    });

    it.each([
      ['says something else', listed('SM1', { body: 'Pedido 1043: pronto' })],
      ['is older than the request', listed('SM1', { createdAt: later(-6) })],
    ])('does not adopt a message that %s', async (_what, other) => {
      expect(await resolve(world([other]), message)).toEqual({ kind: 'absent' });
    });

    it('does not adopt a message of another row', async () => {
      expect(await resolve(world([listed('SM1')], ['SM1']), message)).toEqual({ kind: 'absent' });
      expect(await resolve(world([listed('SM1'), listed('SM2')], ['SM1']), message)).toEqual({
        kind: 'adopted',
        twilioSid: 'SM2',
      });
    });

    it('takes the next one when another row is faster', async () => {
      const deps = world([listed('SM2', { createdAt: later(2) }), listed('SM1')]);
      deps.adopt.mockResolvedValueOnce(false);
      expect(await resolve(deps, message)).toEqual({ kind: 'adopted', twilioSid: 'SM2' });
      expect(deps.adopt.mock.calls.map(([, sid]) => sid)).toEqual(['SM1', 'SM2']);
    });

    it('knows its message by what was filled in when the approved text is not ours', async () => {
      const theirs = listed('SM1', { body: 'Olá! O pedido nº 1042 está pronto.' });
      expect(await resolve(world([theirs]), message)).toEqual({ kind: 'adopted', twilioSid: 'SM1' });
    });

    it('does not take a number for the longer one that it is a part of', async () => {
      const { content } = message;
      const short: Unresolved = {
        ...message,
        content: { ...content, variables: { order_id: '42', status: 'pronto' } },
      };
      expect(await resolve(world([listed('SM1')]), short)).toEqual({ kind: 'absent' });
      const both = [listed('SM1', { body: 'Novidade do 1042: o 42 está pronto' })];
      expect(await resolve(world(both), short)).toMatchObject({ kind: 'adopted' });
    });

    it('prefers the very text to an older one that fits as well', async () => {
      const older = listed('SM1', { body: 'Pedido 1042: pronto para a retirada' });
      const same = listed('SM2', { createdAt: later(2) });
      expect(await resolve(world([same, older]), message)).toEqual({ kind: 'adopted', twilioSid: 'SM2' });
    });

    it('knows free text only by the whole of it', async () => {
      const free: Unresolved = { ...message, content: { kind: 'body', body: 'Seu pedido' } };
      expect(await resolve(world([listed('SM1', { body: 'Seu pedido chegou' })]), free)).toEqual({ kind: 'absent' });
      expect(await resolve(world([listed('SM1', { body: 'Seu pedido' })]), free)).toMatchObject({ kind: 'adopted' });
    });

    it('asks for the time of the request and a little before', async () => {
      const deps = world([]);
      await resolve(deps, message);
      expect(deps.listAtTwilio).toHaveBeenCalledExactlyOnceWith({
        channel: 'whatsapp',
        from: '+551150289876',
        to: '+5511987654321',
        since: later(-5),
      });
    });
  });
});

describe('resolve-overdue', () => {
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
      expect(deps.concludeAbsent).toHaveBeenCalledWith(
        expect.objectContaining({ messageId: 'm1', status: 'accepted' }),
      );
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
});
