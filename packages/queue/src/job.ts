import type { DeliverJob } from '@recado/contract';
import type { Enqueueing } from '@recado/messaging';
import type { JobsOptions } from 'bullmq';

type ToQueue = { name: 'deliver'; data: DeliverJob; opts: JobsOptions };

/**
 * A message's job: it has the message's id, so a message has one job at most, and carries nothing else. It has no
 * priority number: BullMQ takes those without one first, and campaigns will carry one.
 */
export const toJob = ({ messageId, at }: Enqueueing, now: number): ToQueue => {
  const delay = at ? Math.max(0, at.getTime() - now) : 0;
  return {
    name: 'deliver',
    data: { messageId },
    opts: { jobId: messageId, ...(delay > 0 && { delay }) },
  };
};
