import type { RecordedMessage } from './message.ts';
import { describe, expect, it, vi } from 'vitest';
import { retry, retryAll, type Retried } from './retry.ts';

const at = new Date(0);
const jobs = [
  { messageId: 'm1', senderId: 'store' },
  { messageId: 'm2', senderId: 'store' },
];

const message = (change: Partial<RecordedMessage> = {}): RecordedMessage => ({
  id: 'm1',
  status: 'failed',
  senderId: 'store',
  channel: 'sms',
  category: 'utility',
  to: '+5511987654321',
  attempts: 1,
  createdAt: at,
  ...change,
});

const world = (retried: Retried, found?: RecordedMessage) => ({
  clock: () => at,
  optOuts: new Map([[21610, 'the recipient opted out']]),
  saveRetries: vi.fn<Parameters<typeof retry>[0]['saveRetries']>(async () => retried),
  enqueue: vi.fn<Parameters<typeof retry>[0]['enqueue']>(async () => {}),
  loadMessage: async () => found && { message: found, events: [] },
});

const nothing: Retried = { kind: 'retried', jobs: [], refused: 0 };

describe('a retry of one message', () => {
  it('queues it once the record has it', async () => {
    const deps = world({ kind: 'retried', jobs: jobs.slice(0, 1), refused: 0 });
    expect(await retry(deps, 'm1', { actor: { name: 'ops' }, mayLaunch: true })).toBe('retried');
    expect(deps.saveRetries).toHaveBeenCalledExactlyOnceWith({
      filter: { id: 'm1', statuses: ['failed', 'undelivered', 'expired'], limit: 1 },
      at,
      by: 'ops',
      audit: { at, actor: { name: 'ops' }, action: 'message.retried', object: 'messages/m1' },
      neverAfter: [21610],
    });
    expect(deps.enqueue.mock.calls).toEqual([[jobs[0]]]);
  });

  it('does nothing when the same request came before', async () => {
    const deps = world({ kind: 'repeated', retried: 1, refused: 0 });
    expect(await retry(deps, 'm1', { actor: { name: 'ops' }, mayLaunch: true })).toBe('repeated');
    expect(deps.enqueue).not.toHaveBeenCalled();
  });

  it.each<[RecordedMessage | undefined, string, RegExp]>([
    [undefined, 'not-found', /no such message/],
    [message({ status: 'delivered' }), 'conflict', /is delivered/],
    [message({ status: 'suppressed', errorCode: 21610 }), 'conflict', /is suppressed/],
    [message({ errorCode: 21610 }), 'conflict', /21610: the recipient opted out/],
    [message({ errorCode: 63024, fallback: { id: 's1', status: 'delivered' } }), 'conflict', /SMS s1 is delivered/],
  ])('of %o is refused as %s', async (found, type, detail) => {
    await expect(retry(world(nothing, found), 'm1', { actor: { name: 'ops' }, mayLaunch: true })).rejects.toMatchObject(
      {
        type,
        message: expect.stringMatching(detail),
      },
    );
  });

  it.each(['reused', 'in-use'] as const)('is refused when its key is %s', async (kind) => {
    await expect(retry(world({ kind }), 'm1', { actor: { name: 'ops' }, mayLaunch: true })).rejects.toMatchObject({
      type: `idempotency-key-${kind}`,
    });
  });
});

describe('a retry by filter', () => {
  it('queues and counts what it found', async () => {
    const deps = world({ kind: 'retried', jobs, refused: 3 });
    const request = { error_code: 30008, created_after: '2026-11-22T09:00:00-03:00', limit: 10 };
    expect(await retryAll(deps, request, { actor: { name: 'ops' }, mayLaunch: true })).toEqual({
      retried: 2,
      refused: 3,
    });
    expect(deps.enqueue).toHaveBeenCalledTimes(2);
    expect(deps.saveRetries.mock.calls[0]?.[0].filter).toEqual({
      statuses: ['failed', 'undelivered', 'expired'],
      errorCode: 30008,
      createdFrom: new Date('2026-11-22T12:00:00Z'),
      limit: 10,
    });
  });

  it('leaves out campaigns for a caller who may not launch them, and refuses to name one', async () => {
    const deps = world({ kind: 'retried', jobs, refused: 0 });
    const by = { actor: { name: 'ops' }, mayLaunch: false };
    await retryAll(deps, { status: 'failed', limit: 10 }, by);
    expect(deps.saveRetries.mock.calls[0]?.[0].filter).toMatchObject({ singleOnly: true });
    await expect(retryAll(deps, { campaign_id: 'c1', limit: 10 }, by)).rejects.toMatchObject({ type: 'forbidden' });
    expect(deps.saveRetries).toHaveBeenCalledTimes(1);
  });

  it('gives the counts of the first when the same request came before', async () => {
    const deps = world({ kind: 'repeated', retried: 5, refused: 1 });
    expect(await retryAll(deps, { status: 'failed', limit: 10 }, { actor: { name: 'ops' }, mayLaunch: true })).toEqual({
      retried: 5,
      refused: 1,
    });
    expect(deps.enqueue).not.toHaveBeenCalled();
  });
});
