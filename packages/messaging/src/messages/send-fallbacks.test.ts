import { expect, it, vi } from 'vitest';
import type { Enqueueing } from './accept.ts';
import { fallBackToSms } from './send-fallbacks.ts';

const at = new Date(7);
const jobs = [
  { messageId: 's1', senderId: 'texts' },
  { messageId: 's2', senderId: 'texts', segments: 2 },
];

it('queues needed SMS, reports each, and returns how many were checked', async () => {
  const deps = {
    clock: () => at,
    fallBack: vi.fn<() => Promise<{ seen: number; jobs: Enqueueing[] }>>(async () => ({ seen: 5, jobs })),
    enqueue: vi.fn<(job: Enqueueing) => Promise<void>>(async () => {}),
    fellBack: vi.fn<(job: Enqueueing) => void>(),
  };
  expect(await fallBackToSms(deps)).toBe(5);
  expect(deps.fallBack).toHaveBeenCalledExactlyOnceWith(at, 500);
  for (const callback of [deps.enqueue, deps.fellBack]) expect(callback.mock.calls).toEqual(jobs.map((job) => [job]));
});
