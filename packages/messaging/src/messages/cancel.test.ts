import { describe, expect, it, vi } from 'vitest';
import { cancel, cancelAll, type Canceled } from './cancel.ts';
import type { RecordedMessage } from './message.ts';

const at = new Date(0);
const actor = { name: 'ops' };

const message = (change: Partial<RecordedMessage>): RecordedMessage => ({
  id: 'm1',
  status: 'sending',
  senderId: 'store',
  channel: 'sms',
  category: 'utility',
  attempts: 1,
  createdAt: at,
  ...change,
});

const world = (canceled: Canceled, found?: Partial<RecordedMessage>) => ({
  clock: () => at,
  saveCancellations: vi.fn<Parameters<typeof cancel>[0]['saveCancellations']>(async () => canceled),
  loadMessage: async () => found && { message: message(found), events: [] },
});

const nothing: Canceled = { kind: 'canceled', canceled: 0, refused: 0 };

describe('a cancellation of one message', () => {
  it('cancels, and canceling again is no error', async () => {
    const first = world({ kind: 'canceled', canceled: 1, refused: 0 });
    await expect(cancel(first, 'm1', { actor, mayLaunch: true })).resolves.toBeUndefined();
    expect(first.saveCancellations).toHaveBeenCalledExactlyOnceWith({
      filter: { id: 'm1', limit: 1 },
      at,
      audit: { at, actor, action: 'message.canceled', object: 'messages/m1' },
    });
    const again = world(nothing, { status: 'canceled' });
    await expect(cancel(again, 'm1', { actor, mayLaunch: true })).resolves.toBeUndefined();
  });

  it.each<[Partial<RecordedMessage> | undefined, string]>([
    [undefined, 'not-found'],
    ...(['sending', 'sent', 'delivered', 'failed', 'expired'] as const).map(
      (status): [Partial<RecordedMessage>, string] => [{ status }, 'conflict'],
    ),
    // One that may have been sent before a restore stays accepted until it was compared.
    [{ status: 'accepted' }, 'conflict'],
  ])('of %j is refused as %s', async (found, type) => {
    await expect(cancel(world(nothing, found), 'm1', { actor, mayLaunch: true })).rejects.toMatchObject({ type });
  });

  it('needs the right to launch for a message of a campaign', async () => {
    const deps = world(nothing, { status: 'accepted', campaignId: 'c1' });
    await expect(cancel(deps, 'm1', { actor, mayLaunch: false })).rejects.toMatchObject({ type: 'forbidden' });
    expect(deps.saveCancellations.mock.calls[0]?.[0].filter).toMatchObject({ id: 'm1', singleOnly: true });
  });
});

describe('a cancellation by filter', () => {
  it('leaves out campaigns for a caller who may not launch them, and refuses to name one', async () => {
    const deps = world({ kind: 'canceled', canceled: 2, refused: 1 });
    const by = { actor, mayLaunch: false };
    const request = { created_before: '2026-11-22T09:00:00-03:00', limit: 10 };
    expect(await cancelAll(deps, request, by)).toEqual({ canceled: 2, refused: 1 });
    expect(deps.saveCancellations.mock.calls[0]?.[0].filter).toEqual({
      createdBefore: new Date('2026-11-22T12:00:00Z'),
      limit: 10,
      singleOnly: true,
    });
    await expect(cancelAll(deps, { campaign_id: 'c1', limit: 10 }, by)).rejects.toMatchObject({ type: 'forbidden' });
  });

  it.each(['reused', 'in-use'] as const)('is refused when its key is %s', async (kind) => {
    const request = { status: 'accepted' as const, limit: 10 };
    await expect(cancelAll(world({ kind }), request, { actor, mayLaunch: true })).rejects.toMatchObject({
      type: `idempotency-key-${kind}`,
    });
  });
});
