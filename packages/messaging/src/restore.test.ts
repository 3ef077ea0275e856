import { expect, it, vi } from 'vitest';
import { restoreLost } from './restore.ts';

type Deps = Parameters<typeof restoreLost>[0];

const idOf = (n: number) => String(n).padStart(5, '0');
const { signal } = new AbortController();

/** A record of so many messages, one an hour, and the queues of two senders. */
const world = (count: number, change: Partial<Pick<Deps, 'takeLost' | 'keepLost' | 'findAccepted'>> = {}) => {
  const accepted = Array.from({ length: count }, (_, n) => ({
    messageId: idOf(n),
    senderId: n % 2 ? 'store' : 'texts',
    at: new Date(n * 3_600_000),
  }));
  const all = async (senderIds: string[]) => senderIds;
  return {
    accepted,
    findSenders: async () => [{ id: 'store' }, { id: 'texts' }],
    takeLost: vi.fn<Deps['takeLost']>(all),
    keepLost: vi.fn<Deps['keepLost']>(all),
    settleLost: vi.fn<Deps['settleLost']>(all),
    findAccepted: async (senderIds: string[], after: string | undefined, limit: number) =>
      accepted
        .filter(({ messageId, senderId }) => senderIds.includes(senderId) && (!after || messageId > after))
        .slice(0, limit),
    enqueueAll: vi.fn<Deps['enqueueAll']>(async () => {}),
    ...change,
  };
};
type World = ReturnType<typeof world>;
const queued = ({ enqueueAll }: World) => enqueueAll.mock.calls.flatMap(([jobs]) => jobs);

it('queues everything again at its time, and says that the queues are whole', async () => {
  const deps = world(1_200);
  await expect(restoreLost(deps, signal)).resolves.toEqual({ senders: ['store', 'texts'], messages: 1_200 });
  expect(queued(deps)).toEqual(deps.accepted);
  expect(deps.settleLost).toHaveBeenCalledExactlyOnceWith(['store', 'texts']);
});

it('leaves a sender alone whose queue is whole, or is filled by another process', async () => {
  const deps = world(10, { takeLost: async () => ['texts'] });
  await restoreLost(deps, signal);
  expect(new Set(queued(deps).map(({ senderId }) => senderId))).toEqual(new Set(['texts']));
});

it('reads no message when nothing was lost', async () => {
  const findAccepted = vi.fn<Deps['findAccepted']>();
  const deps = world(10, { takeLost: async () => [], findAccepted });
  await expect(restoreLost(deps, signal)).resolves.toEqual({ senders: [], messages: 0 });
  expect(findAccepted).not.toHaveBeenCalled();
});

it('does not call a queue whole that was lost again while it was filled', async () => {
  const deps = world(1_200, { keepLost: async () => ['store'] });
  await restoreLost(deps, signal);
  expect(deps.settleLost).toHaveBeenCalledExactlyOnceWith(['store']);
  const gone = world(1_200, { keepLost: async () => [] });
  await expect(restoreLost(gone, signal)).resolves.toEqual({ senders: [], messages: 500 });
  expect(gone.settleLost).not.toHaveBeenCalled();
});

it('stops between two steps when it is told to', async () => {
  const deps = world(1_200);
  const controller = new AbortController();
  deps.enqueueAll.mockImplementation(async () => controller.abort());
  await restoreLost(deps, controller.signal);
  expect(deps.enqueueAll).toHaveBeenCalledTimes(1);
  expect(deps.settleLost).not.toHaveBeenCalled();
});
