import { Status, type CampaignStatus, type Money } from '@recado/contract';
import { noSuchCampaign } from './change.ts';

/** Counts the messages with a status, reason and error code. */
export type ProgressCount = {
  /** They are SMS in the place of others. */
  isFallback: boolean;
  status: Status;
  reason: string | null;
  errorCode: number | null;
  messages: number;
};

/** Messages of unknown outcome that wait for the same thing. */
export type WaitingMessages = { reason: string; messages: number; since: Date };

/** The answers of people to a campaign. The times are medians from histograms, within 9 %. */
export type RecordedEngagement = {
  /** Only WhatsApp tells that a message was read. */
  hasReceipts: boolean;
  /** People who answered, those who opted out included. */
  replied: number;
  /** People who opted out in answer. */
  optedOut: number;
  /** The most pressed comes first. */
  buttons: { text: string; presses: number }[];
  /** Seconds since Twilio took the message. */
  secondsToRead?: number;
  secondsToReply?: number;
};

/** Holds a campaign's progress in the database, all of one moment. */
export type RecordedProgress = {
  status: CampaignStatus;
  /** Counts the people in its audience. */
  people: number;
  counts: ProgressCount[];
  /** Messages of unknown outcome and those of senders of low quality, by what they wait for. */
  waiting: WaitingMessages[];
  /** People who received the WhatsApp message, its fallback SMS, or both. */
  reached: number;
  engagement: RecordedEngagement;
  /** Counts the messages sent lately, in this many seconds. */
  pace: { messages: number; seconds: number };
  /** Sums what is reserved and charged. */
  cost?: Money;
};

type Counts<Key extends string | number> = Map<Key, number>;

export type Progress = Pick<RecordedProgress, 'status' | 'people' | 'reached' | 'engagement' | 'cost' | 'waiting'> & {
  /** People whose message is final or at Twilio: nothing is left to do for them here. */
  done: number;
  /** The share of the people; 100 only if it is all of them. */
  percent: number;
  /** `pending`: people who have no message yet. */
  byStatus: Record<Status | 'pending', number>;
  fallbackByStatus: Record<Status, number>;
  excluded: Counts<string>;
  errors: Counts<number>;
  /** Messages a second. */
  rate: number;
  /** When everyone is done at that rate. */
  doneAt?: Date;
};

/** Sums a campaign's counts up. */
export const progressOf = (recorded: RecordedProgress, now: Date): Progress => {
  const { status, people, counts, reached, engagement, cost, waiting } = recorded;
  const own = byStatus(counts.filter(({ isFallback }) => !isFallback));
  const fed = Object.values(own).reduce((sum, messages) => sum + messages, 0);
  const done = fed - own.accepted - own.sending;
  const rate = status === 'running' ? rateOf(recorded.pace) : 0;
  return {
    status,
    people,
    reached,
    engagement,
    waiting,
    ...(cost && { cost }),
    done,
    percent: percentOf(done, people),
    byStatus: { pending: Math.max(0, people - fed), ...own },
    fallbackByStatus: byStatus(counts.filter(({ isFallback }) => isFallback)),
    excluded: outcomeCounts(counts, exclusionOf),
    errors: outcomeCounts(counts, errorOf),
    rate,
    ...(rate > 0 && done < people && { doneAt: new Date(now.getTime() + ((people - done) / rate) * 1000) }),
  };
};

const noneOf = (): Record<Status, number> =>
  Object.fromEntries(Status.options.map((status) => [status, 0])) as Record<Status, number>;

const byStatus = (counts: readonly ProgressCount[]): Record<Status, number> => {
  const sums = noneOf();
  for (const { status, messages } of counts) sums[status] += messages;
  return sums;
};

/** The most frequent comes first. */
const outcomeCounts = <Key extends string | number>(
  counts: readonly ProgressCount[],
  keyOf: (count: ProgressCount) => Key | null,
): Counts<Key> => {
  const sums: Counts<Key> = new Map();
  for (const count of counts) {
    const key = keyOf(count);
    if (key !== null) sums.set(key, (sums.get(key) ?? 0) + count.messages);
  }
  return new Map([...sums].toSorted(([, a], [, b]) => b - a));
};

const exclusionOf = ({ status, reason }: ProgressCount) => (status === 'suppressed' ? (reason ?? 'unknown') : null);

const errorOf = ({ status, errorCode }: ProgressCount) =>
  status === 'failed' || status === 'undelivered' ? errorCode : null;

/** Rounds to one decimal place, and never up to 100. */
const percentOf = (done: number, people: number): number =>
  people === 0 ? 0 : Math.floor((done / people) * 1000) / 10;

const rateOf = ({ messages, seconds }: RecordedProgress['pace']): number => Math.round((messages / seconds) * 10) / 10;

export type ReadProgressDeps = { findProgress: (id: string) => Promise<RecordedProgress | undefined> };

/** Returns a campaign's progress. Throws a Refusal if the campaign does not exist. */
export const readProgress = async (deps: ReadProgressDeps, clock: () => Date, id: string): Promise<Progress> => {
  const recorded = await deps.findProgress(id);
  if (!recorded) throw noSuchCampaign();
  return progressOf(recorded, clock());
};
