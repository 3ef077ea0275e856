import { DeliverJob } from '@recado/contract';
import { Unavailable, type JobAction } from '@recado/messaging';
import { DelayedError, RateLimitError, WaitingError } from 'bullmq';
import { spacersOf, type SendJob, type SendQueue } from './engine.ts';
import type { InFlight } from './in-flight-jobs.ts';
import type { SendSlot, PacedSendSlot } from './pacing.ts';
import { delayAfterFault, pauseWhenUnavailableMs } from './policy.ts';
import { pauseLeft } from './rate-limit.ts';
import type { Log, Warn } from './wait-and-warn.ts';

export type Handle = (messageId: string, sendSlot: SendSlot) => Promise<JobAction>;

type Deps = {
  queue: SendQueue;
  handle: Handle;
  inFlight: InFlight;
  sendSlotOf: (job: SendJob) => PacedSendSlot;
  /** Returns whether the consumer is closing: a job that arrives at this moment goes back untouched. */
  isClosing: () => boolean;
  /** Returns whether the queue takes a job that is due at this time. */
  takes: (at: Date) => boolean;
  log: Log;
  warn: Warn;
};

/**
 * Makes of a handler what BullMQ runs. It returns, or throws one of BullMQ's two signals, but never fails: a failed job
 * would be gone. A job that cannot even be put back keeps its lock until that ends, and is taken as a stalled one then.
 */
export const handleJob =
  (deps: Deps) =>
  async (job: SendJob, token?: string): Promise<void> => {
    if (job.name === 'spacer') return;
    const sendSlot = deps.sendSlotOf(job);
    if (deps.isClosing() || sendSlot.isLate()) throw await returnUntouched(deps, job, token);
    const parsed = DeliverJob.safeParse(job.data);
    if (!parsed.success) {
      deps.log.error({ job_id: job.id, err: parsed.error }, 'Dropped a job without a valid message id');
      return;
    }
    await deps.inFlight.track(job, token, () =>
      handleTracked(deps, { job, messageId: parsed.data.messageId, sendSlot, token }),
    );
  };

const again = (ms: number): JobAction => ({ kind: 'again', at: new Date(Date.now() + ms) });

/**
 * A fault of ours or of the record's is nothing that the message did: its job comes back. A job that was taken before takes
 * its whole share of the rate again. The room that it had then has passed.
 */
const handleSafely = async (
  { queue, handle, log, warn }: Deps,
  job: SendJob,
  messageId: string,
  sendSlot: SendSlot,
): Promise<JobAction> => {
  try {
    if (job.attemptsStarted > 1) await addSpacers(queue, job);
    return await handle(messageId, sendSlot);
  } catch (error) {
    if (error instanceof Unavailable) {
      warn(error, "PostgreSQL or the queue is not responding; this sender's queue is paused for 1 second");
      return { kind: 'pause', forMs: pauseWhenUnavailableMs };
    }
    log.error({ err: error, message_id: messageId }, 'Job failed unexpectedly; it will be retried');
    return again(delayAfterFault(job.attemptsStarted));
  }
};

const leaveToStall = (error: unknown, warn: Warn): Error => {
  warn(error, 'Could not return a job to the queue; it will be retried when its lock expires');
  return new DelayedError();
};

const returnUntouched = async ({ warn }: Deps, job: SendJob, token?: string): Promise<Error> => {
  try {
    await job.moveToWait(token);
    return new WaitingError();
  } catch (error) {
    return leaveToStall(error, warn);
  }
};

type Held = { job: SendJob; messageId: string; sendSlot: SendSlot; token: string | undefined };

const handleTracked = async (deps: Deps, { job, messageId, sendSlot, token }: Held): Promise<void> => {
  const jobAction = await handleSafely(deps, job, messageId, sendSlot);
  if (jobAction.kind === 'done' || isPutOff(jobAction, deps)) return;
  throw await returnJob(deps.queue, job, jobAction, token).catch((error: unknown) => leaveToStall(error, deps.warn));
};

/** A message that is due much later loses its job: PostgreSQL has its time, and a task queues it before then. */
const isPutOff = (jobAction: NotDone, { takes }: Deps): boolean => jobAction.kind === 'again' && !takes(jobAction.at);

type NotDone = Exclude<JobAction, { kind: 'done' }>;

/** Does nothing when the queue has the job; it has none when it was emptied while the job was in hand. */
const addUnlessThere = async (queue: SendQueue, { id, name, data, opts }: SendJob, delay = 0): Promise<void> => {
  await queue.add(name, data, {
    ...(id !== undefined && { jobId: id }),
    ...(opts.priority !== undefined && { priority: opts.priority }),
    ...(delay > 0 && { delay }),
  });
};

/** The spacers of a message's further segments go before all that waits: a job without a priority is taken first. */
const addSpacers = async (queue: SendQueue, { id = '', data, attemptsStarted }: SendJob): Promise<void> => {
  const spacers = spacersOf(data, `${id}.${attemptsStarted}`, { lifo: true });
  if (!spacers.length) return;
  try {
    await queue.addBulk(spacers);
  } catch (cause) {
    throw new Unavailable('queue', { cause });
  }
};

/** Times are PostgreSQL's; a process whose clock is ahead would come back at once, over and over. */
const leastPauseMs = 100;

const delayJob = async (queue: SendQueue, job: SendJob, at: Date, token?: string): Promise<void> => {
  const until = Math.max(at.getTime(), Date.now() + leastPauseMs);
  try {
    await job.moveToDelayed(until, token);
  } catch {
    await addUnlessThere(queue, job, at.getTime() - Date.now());
  }
};

const pauseQueue = async (queue: SendQueue, forMs: number): Promise<void> => {
  if (forMs > 0 && (await pauseLeft(queue)) < forMs) await queue.rateLimit(forMs);
};

/** Puts a job back as its action says, and gives the signal by which BullMQ learns of it. */
const returnJob = async (queue: SendQueue, job: SendJob, what: NotDone, token?: string): Promise<Error> => {
  if (what.kind === 'again') {
    await delayJob(queue, job, what.at, token);
    return new DelayedError();
  }
  await pauseQueue(queue, Math.ceil(what.forMs));
  await addUnlessThere(queue, job);
  return new RateLimitError();
};
