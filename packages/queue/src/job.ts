import type { DeliverJob } from '@recado/contract';
import type { Enqueueing } from '@recado/messaging';
import type { JobsOptions } from 'bullmq';

export type ToQueue = { name: 'deliver' | 'spacer'; data: DeliverJob; opts: JobsOptions & { jobId: string } };

/** BullMQ takes jobs without a priority number first, then those with the lowest. */
const campaignPriority = 10;

const optionsOf = ({ at, lane }: Enqueueing, now: number): JobsOptions => {
  const delay = at ? Math.max(0, at.getTime() - now) : 0;
  return { ...(delay > 0 && { delay }), ...(lane === 'campaign' && { priority: campaignPriority }) };
};

/**
 * A message's job: it has the message's id, so a message has one job at most, and carries nothing else. Behind it goes
 * a spacer for each further segment, which is taken at the sender's rate and does nothing: so a text of three segments
 * takes three times the room of one.
 */
export const toJobs = (message: Enqueueing, now: number): ToQueue[] => {
  const data = { messageId: message.messageId };
  const options = optionsOf(message, now);
  const spacers = Array.from({ length: (message.segments ?? 1) - 1 }, (_, index): ToQueue => ({
    name: 'spacer',
    data,
    opts: { ...options, jobId: `${message.messageId}.${index + 2}` },
  }));
  return [{ name: 'deliver', data, opts: { ...options, jobId: message.messageId } }, ...spacers];
};
