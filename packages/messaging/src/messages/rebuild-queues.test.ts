import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it, vi } from 'vitest';
import { enqueueMissing, enqueueUpcoming, rebuildQueues, type WalkPositions } from './rebuild-queues.ts';

describe('accepted messages without a job', () => {
  type Deps = Parameters<typeof enqueueMissing>[0];

  const noon = Date.parse('2026-11-22T12:00:00Z');
  const ago = (ms: number) => uuidv7({ msecs: noon - ms });

  const world = (waiting: string[]) => {
    const ids = waiting.toSorted();
    let now = noon;
    return {
      clock: () => new Date(now),
      pass: (ms: number) => (now += ms),
      findWaiting: vi.fn<Deps['findWaiting']>(async (_before, addMs, limit) =>
        ids
          .filter((id) => !addMs || id > addMs)
          .slice(0, limit)
          .map((messageId) => ({ messageId, senderId: 'store' })),
      ),
      findDue: async (_before: Date, after: string | undefined, limit: number) => {
        const all = ids.map((messageId) => ({ messageId, senderId: 'store' }));
        const jobs = all.slice(Number(after ?? 0), Number(after ?? 0) + limit);
        return { jobs, next: jobs.length === limit ? String(Number(after ?? 0) + limit) : undefined };
      },
      enqueueAll: vi.fn<Deps['enqueueAll']>(async () => {}),
    };
  };
  type World = ReturnType<typeof world>;

  const queued = ({ enqueueAll }: World) => enqueueAll.mock.calls.flatMap(([jobs]) => jobs.map((job) => job.messageId));

  const old = (count: number) => Array.from({ length: count }, (_, n) => ago(3_600_000 - n));

  it('walks over all that waits, some batches at a time, and starts over at the end', async () => {
    const ids = old(5_500);
    const deps = world(ids);
    const places: WalkPositions = {};
    await enqueueMissing(deps, places);
    expect(queued(deps)).toEqual(ids.slice(0, 4_000));
    await enqueueMissing(deps, places);
    expect(queued(deps)).toEqual(ids);
    await enqueueMissing(deps, places);
    expect(queued(deps).slice(5_500)).toEqual(ids.slice(0, 4_000));
  });

  it('finds what was accepted a moment ago, however much waits before it', async () => {
    const lost = ago(15_000);
    const deps = world([...old(50_000), lost]);
    await enqueueMissing(deps, {});
    expect(queued(deps)).toContain(lost);
    expect(queued(deps)).toHaveLength(4_001);
    // By id it reads the recent ones only: that index has the scheduled ones too.
    expect(deps.findWaiting).toHaveBeenCalledTimes(1);
  });

  it('checks recent messages once, and continues where it was', async () => {
    const recent = Array.from({ length: 2_500 }, (_, n) => ago(20_000 - n));
    const deps = world(recent);
    const places: WalkPositions = {};
    await enqueueMissing(deps, places);
    expect(queued(deps).slice(0, 2_500)).toEqual(recent);
    deps.pass(5_000);
    deps.enqueueAll.mockClear();
    await enqueueMissing(deps, places);
    // what the slow walk sees
    expect(queued(deps)).toEqual(recent);
  });

  it('takes a step up again that failed', async () => {
    const recent = Array.from({ length: 1_500 }, (_, n) => ago(20_000 - n));
    const deps = world(recent);
    const places: WalkPositions = {};
    deps.enqueueAll.mockResolvedValueOnce().mockRejectedValueOnce(new Error('away'));
    await expect(enqueueMissing(deps, places)).rejects.toThrow('away');
    deps.pass(300_000);
    deps.enqueueAll.mockClear();
    await enqueueMissing(deps, places);
    expect(queued(deps).slice(0, 500)).toEqual(recent.slice(1_000));
  });

  it('does not do all at once after a long outage', async () => {
    const recent = Array.from({ length: 12_000 }, (_, n) => ago(25_000 - n));
    const deps = world(recent);
    await enqueueMissing(deps, {});
    expect(queued(deps).slice(0, 10_000)).toEqual(recent.slice(0, 10_000));
    expect(queued(deps)).toHaveLength(14_000);
  });

  it('leaves a message alone that became due a moment ago', async () => {
    const deps = world([]);
    await enqueueMissing(deps, {});
    expect(new Set(deps.findWaiting.mock.calls.map(([before]) => before))).toEqual(new Set([new Date(noon - 10_000)]));
    expect(deps.enqueueAll).not.toHaveBeenCalled();
  });
});

describe('scheduled messages', () => {
  type Deps = Parameters<typeof enqueueUpcoming>[0];

  const noon = Date.parse('2026-11-22T12:00:00Z');

  /** A database with messages that are due after so many minutes. A position is a number of minutes. */
  const world = (minutes: number[]) => {
    let now = noon;
    return {
      minutes,
      clock: () => new Date(now),
      pass: (ms: number) => (now += ms),
      findUpcoming: async (until: Date, after: string | undefined, limit: number) => {
        const last = (until.getTime() - noon) / 60_000;
        const found = minutes.filter((minute) => minute <= last && minute > Number(after ?? -Infinity)).slice(0, limit);
        const jobs = found.map((minute) => ({
          messageId: String(minute),
          senderId: 'store',
          at: new Date(noon + minute * 60_000),
        }));
        return { jobs, next: String(found.length === limit ? found.at(-1) : last) };
      },
      enqueueAll: vi.fn<Deps['enqueueAll']>(async () => {}),
    };
  };
  const queued = ({ enqueueAll }: { enqueueAll: ReturnType<typeof world>['enqueueAll'] }) =>
    enqueueAll.mock.calls.flatMap(([jobs]) => jobs.map(({ messageId }) => Number(messageId)));

  it('get a job an hour before they are due, and each only once', async () => {
    const deps = world([-5, 1, 59, 60, 61, 62, 4_000]);
    const place: WalkPositions = {};
    await enqueueUpcoming(deps, place);
    expect(queued(deps)).toEqual([-5, 1, 59, 60]);
    deps.pass(60_000);
    await enqueueUpcoming(deps, place);
    await enqueueUpcoming(deps, place);
    expect(queued(deps)).toEqual([-5, 1, 59, 60, 61]);
  });

  it('get it from another process when the one that queued them dies', async () => {
    const deps = world([1, 59, 61]);
    await enqueueUpcoming(deps, {});
    deps.pass(120_000);
    await enqueueUpcoming(deps, {});
    expect(queued(deps)).toEqual([1, 59, 1, 59, 61]);
  });

  it('are queued some batches at a time, and a step that fails is repeated', async () => {
    const deps = world(Array.from({ length: 12_500 }, (_, n) => n / 1_000));
    const place: WalkPositions = {};
    deps.enqueueAll.mockResolvedValueOnce().mockRejectedValueOnce(new Error('away'));
    await expect(enqueueUpcoming(deps, place)).rejects.toThrow('away');
    deps.enqueueAll.mockClear();
    await enqueueUpcoming(deps, place);
    expect(queued(deps)).toEqual(deps.minutes.slice(1_000, 11_000));
    await enqueueUpcoming(deps, place);
    expect(queued(deps)).toEqual(deps.minutes.slice(1_000));
  });
});

describe('queues that were lost', () => {
  type Deps = Parameters<typeof rebuildQueues>[0];

  const idOf = (n: number) => String(n).padStart(5, '0');
  const { signal } = new AbortController();

  /** A database with this many messages, one per hour, and the queues of two senders. */
  const world = (count: number, change: Partial<Pick<Deps, 'claimRebuild' | 'renewRebuild' | 'findAccepted'>> = {}) => {
    const accepted = Array.from({ length: count }, (_, n) => ({
      messageId: idOf(n),
      senderId: n % 2 ? 'store' : 'texts',
      at: new Date(n * 3_600_000),
    }));
    const all = async (senderIds: string[]) => senderIds;
    return {
      accepted,
      clock: () => new Date((count - 2) * 3_600_000),
      findSenders: async () => [{ id: 'store' }, { id: 'texts' }],
      claimRebuild: vi.fn<Deps['claimRebuild']>(all),
      renewRebuild: vi.fn<Deps['renewRebuild']>(all),
      finishRebuild: vi.fn<Deps['finishRebuild']>(all),
      findAccepted: async ({ senderIds, until, after }: Parameters<Deps['findAccepted']>[0], limit: number) => {
        const jobs = accepted
          .filter(({ at }) => at <= until)
          .filter(({ at, senderId }) => senderIds.includes(senderId) && at.getTime() > Number(after ?? -1))
          .slice(0, limit);
        return { jobs, next: jobs.length === limit ? String(jobs.at(-1)?.at.getTime()) : undefined };
      },
      enqueueAll: vi.fn<Deps['enqueueAll']>(async () => {}),
      ...change,
    };
  };
  type World = ReturnType<typeof world>;
  const queued = ({ enqueueAll }: World) => enqueueAll.mock.calls.flatMap(([jobs]) => jobs);

  it('get everything that is due within the hour at its time, and are marked as complete', async () => {
    const deps = world(1_201);
    deps.clock = () => new Date(1_199 * 3_600_000 - 1);
    const onStep = vi.fn();
    await expect(rebuildQueues(deps, signal, onStep)).resolves.toEqual({
      senders: ['store', 'texts'],
      messages: 1_200,
    });
    expect(onStep).toHaveBeenCalledTimes(3);
    expect(queued(deps)).toEqual(deps.accepted.slice(0, 1_200));
    expect(deps.finishRebuild).toHaveBeenCalledExactlyOnceWith(['store', 'texts']);
  });

  it('leaves a sender alone whose queue is whole, or is filled by another process', async () => {
    const deps = world(10, { claimRebuild: async () => ['texts'] });
    await rebuildQueues(deps, signal);
    expect(new Set(queued(deps).map(({ senderId }) => senderId))).toEqual(new Set(['texts']));
  });

  it('reads no message when nothing was lost', async () => {
    const findAccepted = vi.fn<Deps['findAccepted']>();
    const deps = world(10, { claimRebuild: async () => [], findAccepted });
    await expect(rebuildQueues(deps, signal)).resolves.toEqual({ senders: [], messages: 0 });
    expect(findAccepted).not.toHaveBeenCalled();
  });

  it('does not call a queue whole that was lost again while it was filled', async () => {
    const deps = world(1_200, { renewRebuild: async () => ['store'] });
    await rebuildQueues(deps, signal);
    expect(deps.finishRebuild).toHaveBeenCalledExactlyOnceWith(['store']);
    const gone = world(1_200, { renewRebuild: async () => [] });
    await expect(rebuildQueues(gone, signal)).resolves.toEqual({ senders: [], messages: 500 });
    expect(gone.finishRebuild).not.toHaveBeenCalled();
  });

  it('stops between two steps when its signal aborts', async () => {
    const deps = world(1_200);
    const controller = new AbortController();
    deps.enqueueAll.mockImplementation(async () => controller.abort());
    await rebuildQueues(deps, controller.signal);
    expect(deps.enqueueAll).toHaveBeenCalledTimes(1);
    expect(deps.finishRebuild).not.toHaveBeenCalled();
  });
});
