import type { Enqueueing } from '../messages/message.ts';
import { effectiveRate, type RecordedSender } from '../senders/sender.ts';
import type { FeedResult, FeedTransaction, CampaignBacklog, ZoneGroup, FeedRequest, Openings } from './feed-store.ts';

type Deps = {
  clock: () => Date;
  openings: Openings;
  /** Senders with recipients of a running campaign, whether or not a window is open. */
  findSendersToFeed: () => Promise<RecordedSender[]>;
  /** Runs the work in a transaction; `undefined` when another worker feeds this sender. */
  feeding: <T>(senderId: string, work: (feed: FeedTransaction) => Promise<T>) => Promise<T | undefined>;
  /** Queues messages without a job. Throws Unavailable; the maintenance task queues what failed. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
};

/** A group of people whose window is open now. */
type OpenZoneGroup = ZoneGroup & Pick<FeedRequest, 'windowUntil'>;
type OpenCampaign = Omit<CampaignBacklog, 'parts'> & { parts: OpenZoneGroup[] };

type Take = (request: FeedRequest) => Promise<FeedResult>;

type Queued = Map<string, number>;
type Round = { at: Date; done: Done; queued: Queued };

const recipientsAtOnce = 2_000;
const jobsAtOnce = 500;

const nothing: FeedResult = { jobs: [], units: 0, people: 0, isOver: true, isBeyondBudget: false };

/**
 * Keeps a few seconds of each sender's rate of campaign messages in its queue. Messages are committed before they are
 * queued; if the process dies in between, the maintenance task queues them. Several workers may run it at once. A
 * sender that cannot be fed does not block the others.
 */
export const feedCampaigns = async (deps: Deps): Promise<void> => {
  const senders = await deps.findSendersToFeed();
  const results = await Promise.allSettled(senders.map((sender) => feedSender(deps, sender)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
};

const queuedOf = (queued: Queued, { campaignId }: { campaignId: string }): number => queued.get(campaignId) ?? 0;
const total = (queued: Queued): number => [...queued.values()].reduce((sum, units) => sum + units, 0);

const closingOf = ({ windowUntil }: OpenZoneGroup): number =>
  windowUntil instanceof Date ? windowUntil.getTime() : Infinity;

/** The parts that are open now, the one that closes first at the front. */
const openGroupsOf = ({ openings }: Deps, { window, parts }: CampaignBacklog, now: Date): OpenZoneGroup[] => {
  const open = parts.flatMap((part): OpenZoneGroup[] => {
    if (!window) return [{ ...part, windowUntil: null }];
    const state = openings(window, part.zones, now);
    if ('never' in state) return [{ ...part, windowUntil: 'never' }];
    return state.open ? [{ ...part, windowUntil: state.until }] : [];
  });
  return open.toSorted((a, b) => closingOf(a) - closingOf(b));
};

const add = (one: FeedResult, other: FeedResult): FeedResult => ({
  jobs: [...one.jobs, ...other.jobs],
  units: one.units + other.units,
  people: one.people + other.people,
  isOver: one.isOver && other.isOver,
  isBeyondBudget: other.isBeyondBudget,
  ...(other.budgetLeft !== undefined && { budgetLeft: other.budgetLeft }),
});

const leftOf = ({ budgetLeft }: Pick<FeedResult, 'budgetLeft'>) => (budgetLeft === undefined ? {} : { budgetLeft });

/** Takes from one part after the other until the units are had, or the budget is used up. */
const takeFrom = async (
  take: Take,
  parts: OpenZoneGroup[],
  request: Omit<FeedRequest, 'zoneSet' | 'windowUntil'>,
): Promise<FeedResult> => {
  let result = nothing;
  for (const { zoneSet, windowUntil } of parts) {
    if (result.units >= request.units || result.people >= recipientsAtOnce || result.isBeyondBudget)
      return { ...result, isOver: false };
    result = add(
      result,
      await take({ ...request, ...leftOf(result), zoneSet, windowUntil, units: request.units - result.units }),
    );
  }
  return result;
};

const isSpent = (budgetLeft: string | undefined): boolean => budgetLeft?.startsWith('-') === true;

type Share = { units: number; at: Date; budgetLeft: string | undefined; peopleLeft: number | undefined };

/** Feeds a campaign's share: first what was parked, whose cost is reserved, then the next people of its audience. */
const feedCampaign = async (
  feed: FeedTransaction,
  campaign: OpenCampaign,
  { units, at, budgetLeft, peopleLeft = Infinity }: Share,
): Promise<FeedResult> => {
  const { campaignId, parts } = campaign;
  if (isSpent(budgetLeft)) return { ...nothing, isBeyondBudget: true };
  const request = { campaignId, at, ...(budgetLeft !== undefined && { budgetLeft }) };
  const parked = await takeFrom(
    feed.releaseParked,
    parts.filter(({ hasParked }) => hasParked),
    { ...request, units },
  );
  if (!parked.isOver) return parked;
  // A person has at least one unit, so these units are no more people than may be fed.
  const rest = { ...request, units: Math.min(units - parked.units, peopleLeft) };
  if (rest.units === 0 && peopleLeft === 0) return parked;
  return add(
    parked,
    await takeFrom(
      feed.feedNext,
      parts.filter(({ hasNew }) => hasNew),
      rest,
    ),
  );
};

const findOpenBacklog = async (deps: Deps, feed: FeedTransaction, now: Date): Promise<OpenCampaign[]> => {
  const backlog = (await feed.findBacklog()).map((campaign) => ({
    ...campaign,
    parts: openGroupsOf(deps, campaign, now),
  }));
  return backlog.filter(({ parts }) => parts.length > 0);
};

/**
 * The result of one transaction: the jobs to queue, the number of people processed, and the messages whose consent to
 * write.
 */
type Done = { jobs: Enqueueing[]; people: number; agreed: string[] };

const addResult = (done: Done, { hasConsentBasis }: OpenCampaign, { jobs, people }: FeedResult): void => {
  done.jobs.push(...jobs);
  done.people += people;
  if (hasConsentBasis) done.agreed.push(...jobs.map(({ messageId }) => messageId));
};

/** Gives each campaign its share of the room once, and gives those that have more. */
const feedRound = async (
  feed: FeedTransaction,
  backlog: OpenCampaign[],
  shares: number[],
  { at, done, queued }: Round,
) => {
  const left: OpenCampaign[] = [];
  for (const [index, campaign] of backlog.entries()) {
    const units = shares[index] ?? 0;
    const budget = units > 0 && campaign.hasBudget ? await feed.lockBudget(campaign.campaignId, at) : undefined;
    const peopleLeft =
      units > 0 && campaign.hasFirstPart ? await feed.lockFirstPart(campaign.campaignId, at) : undefined;
    const share = { units, at, budgetLeft: budget?.left, peopleLeft };
    const result = units > 0 ? await feedCampaign(feed, campaign, share) : { ...nothing, isOver: false };
    queued.set(campaign.campaignId, queuedOf(queued, campaign) + result.units);
    addResult(done, campaign, result);
    if (result.isBeyondBudget) await feed.pauseWhenSent(campaign.campaignId, budget?.of ?? 'budget', at);
    else if (!result.isOver) left.push(campaign);
  }
  return left;
};

/** Fills the room with equal shares; what one campaign cannot use goes to the others. */
const fill = async (deps: Deps, feed: FeedTransaction, rate: number): Promise<Done> => {
  const at = deps.clock();
  const queued = await feed.countQueued();
  const done: Done = { jobs: [], people: 0, agreed: [] };
  const capacity = () => queueCapacity(rate, total(queued));
  let backlog = capacity() > 0 ? await findOpenBacklog(deps, feed, at) : [];
  while (capacity() > 0 && backlog.length > 0 && done.people < recipientsAtOnce) {
    const levels = backlog.map((campaign) => queuedOf(queued, campaign));
    backlog = await feedRound(feed, backlog, splitCapacity(capacity(), levels), { at, done, queued });
  }
  if (done.agreed.length > 0) await feed.recordConsent(done.agreed, at);
  return done;
};

const enqueue = async ({ enqueueAll }: Deps, jobs: Enqueueing[]): Promise<void> => {
  for (let from = 0; from < jobs.length; from += jobsAtOnce) await enqueueAll(jobs.slice(from, from + jobsAtOnce));
};

const feedSender = async (deps: Deps, { id, mps, throttle }: RecordedSender): Promise<void> => {
  const rate = effectiveRate(mps, throttle, deps.clock());
  for (let people = recipientsAtOnce; people >= recipientsAtOnce;) {
    const done = await deps.feeding(id, (feed) => fill(deps, feed, rate));
    people = done?.people ?? 0;
    await enqueue(deps, done?.jobs ?? []);
  }
};

/**
 * Shares a sender's free capacity among its campaigns, so that their shares of the queue become as equal as possible. A
 * campaign with less gets more. `queued` is each one's current number. Returns what each may add, in whole units that
 * sum up to the capacity.
 */
export const splitCapacity = (capacity: number, queued: readonly number[]): number[] => {
  const shares = queued.map(() => 0);
  let left = Math.floor(capacity);
  while (left > 0 && shares.length > 0) {
    const levels = queued.map((units, index) => units + (shares[index] ?? 0));
    const lowest = Math.min(...levels);
    const low = levels.flatMap((level, index) => (level === lowest ? [index] : []));
    const next = Math.min(...levels.filter((level) => level > lowest));
    const each = Math.max(1, Math.min(next - lowest, Math.floor(left / low.length)));
    for (const index of low.slice(0, left)) shares[index] = (shares[index] ?? 0) + each;
    left -= each * Math.min(low.length, left);
  }
  return shares;
};

/** Seconds of a sender's rate that campaigns may have in its queue: what a pause or a cancellation has to catch up with. */
const windowSeconds = 20;

/**
 * Returns the capacity left in a sender's queue, in units of its rate (units per second). It is 0 until it is worth
 * feeding: a second of the rate, or a quarter of the whole capacity.
 */
const queueCapacity = (rate: number, queued: number): number => {
  const window = Math.ceil(rate * windowSeconds);
  const capacity = window - queued;
  return capacity >= Math.max(1, Math.min(rate, window / 4)) ? capacity : 0;
};
