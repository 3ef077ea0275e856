import type { Enqueueing } from './accept.ts';

type Deps = {
  clock: () => Date;
  /**
   * Creates messages for up to `limit` due fallback SMS whose WhatsApp message did not reach the person. Each is created
   * once, even with many callers. Returns the number of checked SMS, and the jobs. A campaign's SMS gets no job: it is
   * parked for the feeder.
   */
  fallBack: (at: Date, limit: number) => Promise<{ seen: number; jobs: Enqueueing[] }>;
  /** Never rejects. A maintenance task queues the jobs that could not be queued. */
  enqueue: (job: Enqueueing) => Promise<void>;
  /** Called for each SMS that is queued. */
  fellBack?: (job: Enqueueing) => void;
};

const batch = 500;

/** Queues the fallback SMS of messages that WhatsApp did not deliver. Returns the number of checked SMS. Workers may run it at once. */
export const fallBackToSms = async (deps: Deps): Promise<number> => {
  const { seen, jobs } = await deps.fallBack(deps.clock(), batch);
  for (const job of jobs) deps.fellBack?.(job);
  await Promise.all(jobs.map((job) => deps.enqueue(job)));
  return seen;
};
