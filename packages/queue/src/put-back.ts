import type { Disposition } from '@recado/messaging';
import { DelayedError, RateLimitError } from 'bullmq';
import type { SendJob, SendQueue } from './engine.ts';
import { restLeft } from './rate-limit.ts';

type NotDone = Exclude<Disposition, { kind: 'done' }>;

/** Does nothing when the queue has the job; it has none when it was emptied while the job was in hand. */
const addUnlessThere = async (queue: SendQueue, { id, name, data, opts }: SendJob, delay = 0): Promise<void> => {
  await queue.add(name, data, {
    ...(id !== undefined && { jobId: id }),
    ...(opts.priority !== undefined && { priority: opts.priority }),
    ...(delay > 0 && { delay }),
  });
};

const putOff = async (queue: SendQueue, job: SendJob, at: Date, token?: string): Promise<void> => {
  try {
    await job.moveToDelayed(at.getTime(), token);
  } catch {
    await addUnlessThere(queue, job, at.getTime() - Date.now());
  }
};

const rest = async (queue: SendQueue, forMs: number): Promise<void> => {
  if (forMs > 0 && (await restLeft(queue)) < forMs) await queue.rateLimit(forMs);
};

/** Puts a job back as its disposition says, and gives the signal by which BullMQ learns of it. */
export const putBack = async (queue: SendQueue, job: SendJob, what: NotDone, token?: string): Promise<Error> => {
  if (what.kind === 'again') {
    await putOff(queue, job, what.at, token);
    return new DelayedError();
  }
  await rest(queue, Math.ceil(what.forMs));
  await addUnlessThere(queue, job);
  return new RateLimitError();
};
