import type { SendJob } from './engine.ts';

/** The jobs that a consumer has in hand at a time, so that it can hand them back when it may not end them. */
export const makeInHand = () => {
  const jobs = new Map<SendJob, string | undefined>();
  return {
    isEmpty: (): boolean => jobs.size === 0,
    /** Counts a job as in hand while the work runs. */
    hold: async (job: SendJob, token: string | undefined, work: () => Promise<void>): Promise<void> => {
      jobs.set(job, token);
      try {
        await work();
      } finally {
        jobs.delete(job);
      }
    },
    /**
     * Puts them back in their queue, for other consumers to take at once. A message whose request is out cannot be
     * claimed there, so it is not sent twice.
     */
    handBack: async (): Promise<void> => {
      await Promise.all([...jobs].map(([job, token]) => job.moveToWait(token)));
    },
  };
};

export type InHand = ReturnType<typeof makeInHand>;
