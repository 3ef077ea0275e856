import type { Enqueueing } from './accept.ts';

type Deps = {
  clock: () => Date;
  /**
   * Makes messages of up to `limit` of the SMS whose time to be looked at has come and whose WhatsApp message did not
   * reach the person; each once, however many ask. Gives how many it looked at, and the jobs of those that are no
   * campaign's: these are parked for their feeder.
   */
  fallBack: (at: Date, limit: number) => Promise<{ seen: number; jobs: Enqueueing[] }>;
  /** Never rejects: what could not be queued is found by upkeep. */
  enqueue: (job: Enqueueing) => Promise<void>;
  /** Told of each SMS that leaves. */
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
