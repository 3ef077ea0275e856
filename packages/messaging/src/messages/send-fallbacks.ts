import type { Enqueueing } from './accept.ts';

type Deps = {
  clock: () => Date;
  /**
   * Creates messages for up to `limit` due fallback SMS whose WhatsApp message did not reach the person; each once,
   * even with many callers. Returns the number it checked, and the jobs. A campaign's SMS has none: it is parked for
   * the feeder.
   */
  fallBack: (at: Date, limit: number) => Promise<{ seen: number; jobs: Enqueueing[] }>;
  /** Never rejects; the maintenance task queues what failed. */
  enqueue: (job: Enqueueing) => Promise<void>;
  /** Called for each SMS that is queued. */
  fellBack?: (job: Enqueueing) => void;
};

const batch = 500;

/** Sends by SMS what WhatsApp did not deliver. Gives how many messages it looked at. Any number of workers may do so. */
export const fallBackToSms = async (deps: Deps): Promise<number> => {
  const { seen, jobs } = await deps.fallBack(deps.clock(), batch);
  for (const job of jobs) deps.fellBack?.(job);
  await Promise.all(jobs.map((job) => deps.enqueue(job)));
  return seen;
};
