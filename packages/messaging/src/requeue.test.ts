import { expect, it, vi } from 'vitest';
import { requeueWaiting } from './requeue.ts';

type Deps = Parameters<typeof requeueWaiting>[0];

const now = new Date('2026-11-22T12:00:00Z');
const world = (waiting: string[]) => ({
  clock: () => now,
  findWaiting: vi.fn<Deps['findWaiting']>(async (_before, after, limit) =>
    waiting
      .filter((id) => !after || id > after)
      .slice(0, limit)
      .map((messageId) => ({ messageId, senderId: 'store' })),
  ),
  enqueueAll: vi.fn<Deps['enqueueAll']>(async () => {}),
});

it('walks over all that waits, a batch at a time, and starts over at the end', async () => {
  const ids = Array.from({ length: 1500 }, (_, n) => String(n).padStart(5, '0'));
  const deps = world(ids);
  const middle = await requeueWaiting(deps, undefined);
  expect(middle).toBe('00999');
  expect(await requeueWaiting(deps, middle)).toBeUndefined();
  const queued = deps.enqueueAll.mock.calls.flatMap(([jobs]) => jobs);
  expect(queued.map((job) => job.messageId)).toEqual(ids);
});

it('leaves a message alone that became due a moment ago', async () => {
  const deps = world([]);
  await requeueWaiting(deps, undefined);
  expect(deps.findWaiting).toHaveBeenCalledWith(new Date(now.getTime() - 10_000), undefined, 1000);
  expect(deps.enqueueAll).not.toHaveBeenCalled();
});
