import { describe, expect, it, vi } from 'vitest';
import type { RecordedCampaign } from './campaign.ts';
import { retryCampaign, type RetryRepeat } from './retry.ts';

type Deps = Parameters<typeof retryCampaign>[0];

const now = new Date('2026-11-22T12:00:00Z');
const jobs = (count: number) => Array.from({ length: count }, (_, n) => ({ messageId: `m${n}`, senderId: 'store' }));

/** A campaign with this many failed messages. */
const world = (
  failed: number,
  status: RecordedCampaign['status'] = 'running',
  before: RetryRepeat = { kind: 'new' },
) => {
  let left = failed;
  return {
    clock: () => now,
    optOuts: new Map(),
    loadCampaign: async () => ({ id: 'c1', status, endedAt: now }) as RecordedCampaign,
    saveRetries: vi.fn<Deps['saveRetries']>(async ({ filter }) => {
      const moved = Math.min(left, filter.limit);
      left -= moved;
      return { kind: 'retried', jobs: jobs(moved), refused: 2 };
    }),
    enqueue: async () => {},
    takeRetryKey: async () => before,
    keepRetryAnswer: vi.fn<Deps['keepRetryAnswer']>(async () => {}),
    writeCampaignEvent: vi.fn<Deps['writeCampaignEvent']>(async () => {}),
  };
};

const key = { owner: 'o', key: 'k', requestHash: Buffer.alloc(32) };

describe('a retry of what failed of a campaign', () => {
  it('continues in batches until nothing is left, and counts all of them', async () => {
    const deps = world(12_000);
    expect(await retryCampaign(deps, 'c1', { error_code: 30_008 }, { by: 'ops' })).toEqual({
      retried: 12_000,
      refused: 2,
    });
    expect(deps.saveRetries).toHaveBeenCalledTimes(3);
    expect(deps.saveRetries.mock.calls[0]?.[0].filter).toMatchObject({ campaignId: 'c1', errorCode: 30_008 });
    expect(deps.writeCampaignEvent.mock.calls).toEqual([
      ['c1', { at: now, type: 'retried', by: 'ops', detail: { retried: 12_000, error_code: 30_008 } }],
    ]);
  });

  it('of nothing writes no audit entry', async () => {
    const deps = world(0);
    expect(await retryCampaign(deps, 'c1', {}, { by: 'ops' })).toEqual({ retried: 0, refused: 2 });
    expect(deps.writeCampaignEvent).not.toHaveBeenCalled();
  });

  it.each(['draft', 'scheduled', 'canceled'] as const)('is refused of one that is %s', async (status) => {
    const deps = world(3, status);
    await expect(retryCampaign(deps, 'c1', {}, { by: 'ops' })).rejects.toMatchObject({ type: 'conflict' });
    expect(deps.saveRetries).not.toHaveBeenCalled();
  });

  it('returns the same response to a repeated request', async () => {
    const deps = world(3);
    const answer = await retryCampaign(deps, 'c1', {}, { by: 'ops', key });
    expect(deps.keepRetryAnswer.mock.calls).toEqual([[key, answer]]);
  });

  it('does nothing when it has its answer already', async () => {
    const answer = { retried: 7, refused: 0 };
    const deps = world(3, 'canceled', { kind: 'same', answer });
    expect(await retryCampaign(deps, 'c1', {}, { by: 'ops', key })).toEqual(answer);
    expect(deps.saveRetries).not.toHaveBeenCalled();
  });

  it('does the rest when it was broken off before it had an answer', async () => {
    const deps = world(3, 'running', { kind: 'same' });
    expect(await retryCampaign(deps, 'c1', {}, { by: 'ops', key })).toMatchObject({ retried: 3 });
    expect(deps.keepRetryAnswer).toHaveBeenCalledOnce();
  });

  it.each(['reused', 'in-use'] as const)('is refused when its key is %s', async (kind) => {
    const deps = world(3, 'running', { kind });
    await expect(retryCampaign(deps, 'c1', {}, { by: 'ops', key })).rejects.toMatchObject({
      type: `idempotency-key-${kind}`,
    });
  });
});
