import { DeliverJob } from '@recado/contract';
import { Unavailable, type Disposition } from '@recado/messaging';
import { DelayedError, RateLimitError } from 'bullmq';
import type { SendJob, SendQueue } from './engine.ts';
import { restLeft } from './hold-rate.ts';
import type { Log } from './log.ts';
import { delayAfterFault, restWhenUnavailableMs } from './policy.ts';
import type { Warn } from './sparing.ts';

export type Handle = (messageId: string) => Promise<Disposition>;

type Deps = { queue: SendQueue; handle: Handle; log: Log; warn: Warn };

const again = (ms: number): Disposition => ({ kind: 'again', at: new Date(Date.now() + ms) });

/** A fault of ours or of the record's is nothing that the message did: its job comes back. */
const handleSafely = async ({ handle, log, warn }: Deps, job: SendJob, messageId: string): Promise<Disposition> => {
  try {
    return await handle(messageId);
  } catch (error) {
    if (error instanceof Unavailable) {
      warn(error, 'A store does not answer: the sender rests');
      return { kind: 'rest', forMs: restWhenUnavailableMs };
    }
    log.error({ err: error, messageId }, 'A message could not be handled: its job comes back');
    return again(delayAfterFault(job.attemptsStarted));
  }
};

const rest = async (queue: SendQueue, forMs: number): Promise<void> => {
  if ((await restLeft(queue)) < forMs) await queue.rateLimit(forMs);
};

/**
 * Makes of a handler what BullMQ runs. It returns, or throws one of BullMQ's two signals, but never fails: a failed job
 * would be gone. A job that cannot even be put back keeps its lock until that ends, and is taken as a stalled one then.
 */
export const handleJob =
  (deps: Deps) =>
  async (job: SendJob, token?: string): Promise<void> => {
    if (job.name === 'spacer') return;
    const parsed = DeliverJob.safeParse(job.data);
    if (!parsed.success) {
      deps.log.error({ jobId: job.id, err: parsed.error }, 'A job that names no message was dropped');
      return;
    }
    const disposition = await handleSafely(deps, job, parsed.data.messageId);
    if (disposition.kind === 'done') return;
    try {
      if (disposition.kind === 'again') await job.moveToDelayed(disposition.at.getTime(), token);
      else await rest(deps.queue, Math.ceil(disposition.forMs));
    } catch (error) {
      deps.warn(error, 'A job could not be put back in the queue: it comes back once its lock ends');
      throw new DelayedError();
    }
    throw disposition.kind === 'again' ? new DelayedError() : new RateLimitError();
  };
