import { describe, expect, it, vi } from 'vitest';
import { resolve, type Listed, type ResolveDeps, type Unresolved } from './resolve.ts';

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
    expect(await resolve(world(new Error('no answer')), message)).toEqual({ kind: 'unanswered', message: 'no answer' });
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
    const short: Unresolved = { ...message, content: { ...content, variables: { order_id: '42', status: 'pronto' } } };
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
