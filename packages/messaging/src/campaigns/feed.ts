import type { Enqueueing } from '../messages/accept.ts';
import { effectiveRate, type RecordedSender } from '../senders/sender.ts';
import type { Fed, Feeding, FeedLine, FeedPart, FeedWish, Openings } from './feed-store.ts';

type Deps = {
  clock: () => Date;
  openings: Openings;
  /** Senders with recipients of a running campaign, whether or not a window is open. */
  findHungry: () => Promise<RecordedSender[]>;
  /** Runs the work in a transaction; `undefined` when another worker feeds this sender. */
  feeding: <T>(senderId: string, work: (feed: Feeding) => Promise<T>) => Promise<T | undefined>;
  /** Queues messages without a job. Throws Unavailable; the maintenance task queues what failed. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
};

/** A group of people whose window is open now. */
type OpenPart = FeedPart & Pick<FeedWish, 'windowUntil'>;
type OpenLine = Omit<FeedLine, 'parts'> & { parts: OpenPart[] };

type Take = (wish: FeedWish) => Promise<Fed>;

type Queued = Map<string, number>;
type Round = { at: Date; done: Done; queued: Queued };

const peopleAtOnce = 2_000;
const jobsAtOnce = 500;

const nothing: Fed = { jobs: [], units: 0, people: 0, isOver: true, isBeyondBudget: false };

/**
 * Keeps a few seconds of each sender's rate of campaign messages in its queue. Messages are committed before they are
 * queued; if the process dies in between, the maintenance task queues them. Several workers may run it at once. A
 * sender that cannot be fed does not block the others.
 */
export const feedCampaigns = async (deps: Deps): Promise<void> => {
  const senders = await deps.findHungry();
  const results = await Promise.allSettled(senders.map((sender) => feedSender(deps, sender)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
};

const queuedOf = (queued: Queued, { campaignId }: { campaignId: string }): number => queued.get(campaignId) ?? 0;
const total = (queued: Queued): number => [...queued.values()].reduce((sum, units) => sum + units, 0);

const closingOf = ({ windowUntil }: OpenPart): number =>
  windowUntil instanceof Date ? windowUntil.getTime() : Infinity;

/** The parts that are open now, the one that closes first at the front. */
const openPartsOf = ({ openings }: Deps, { window, parts }: FeedLine, now: Date): OpenPart[] => {
  const open = parts.flatMap((part): OpenPart[] => {
    if (!window) return [{ ...part, windowUntil: null }];
    const state = openings(window, part.zones, now);
    if ('never' in state) return [{ ...part, windowUntil: 'never' }];
    return state.open ? [{ ...part, windowUntil: state.until }] : [];
  });
  return open.toSorted((a, b) => closingOf(a) - closingOf(b));
};

const add = (one: Fed, other: Fed): Fed => ({
  jobs: [...one.jobs, ...other.jobs],
  units: one.units + other.units,
  people: one.people + other.people,
  isOver: one.isOver && other.isOver,
  isBeyondBudget: other.isBeyondBudget,
  ...(other.budgetLeft !== undefined && { budgetLeft: other.budgetLeft }),
});

const leftOf = ({ budgetLeft }: Pick<Fed, 'budgetLeft'>) => (budgetLeft === undefined ? {} : { budgetLeft });

/** Takes from one part after the other until the units are had, or the budget is used up. */
const takeFrom = async (
  take: Take,
  parts: OpenPart[],
  wish: Omit<FeedWish, 'zoneSet' | 'windowUntil'>,
): Promise<Fed> => {
  let fed = nothing;
  for (const { zoneSet, windowUntil } of parts) {
    if (fed.units >= wish.units || fed.people >= peopleAtOnce || fed.isBeyondBudget) return { ...fed, isOver: false };
    fed = add(fed, await take({ ...wish, ...leftOf(fed), zoneSet, windowUntil, units: wish.units - fed.units }));
  }
  return fed;
};

const isSpent = (budgetLeft: string | undefined): boolean => budgetLeft?.startsWith('-') === true;

type Share = { units: number; at: Date; budgetLeft: string | undefined };

/** Feeds a campaign's share: first what was parked, whose cost is reserved, then the next people of its audience. */
const feedLine = async (feed: Feeding, line: OpenLine, { units, at, budgetLeft }: Share): Promise<Fed> => {
  const { campaignId, parts } = line;
  if (isSpent(budgetLeft)) return { ...nothing, isBeyondBudget: true };
  const wish = { campaignId, at, ...(budgetLeft !== undefined && { budgetLeft }) };
  const parked = await takeFrom(
    feed.releaseParked,
    parts.filter(({ hasParked }) => hasParked),
    { ...wish, units },
  );
  if (!parked.isOver) return parked;
  const rest = { ...wish, units: units - parked.units };
  return add(
    parked,
    await takeFrom(
      feed.feedNext,
      parts.filter(({ hasNew }) => hasNew),
      rest,
    ),
  );
};

const findOpenLines = async (deps: Deps, feed: Feeding, now: Date): Promise<OpenLine[]> => {
  const lines = (await feed.findLines()).map((line) => ({ ...line, parts: openPartsOf(deps, line, now) }));
  return lines.filter(({ parts }) => parts.length > 0);
};

/**
 * The result of one transaction: the jobs to queue, the number of people processed, and the messages whose consent to
 * write.
 */
type Done = { jobs: Enqueueing[]; people: number; agreed: string[] };

const note = (done: Done, { hasConsentBasis }: OpenLine, { jobs, people }: Fed): void => {
  done.jobs.push(...jobs);
  done.people += people;
  if (hasConsentBasis) done.agreed.push(...jobs.map(({ messageId }) => messageId));
};

/** Gives each campaign its share of the room once, and gives those that have more. */
const feedRound = async (feed: Feeding, lines: OpenLine[], shares: number[], { at, done, queued }: Round) => {
  const left: OpenLine[] = [];
  for (const [index, line] of lines.entries()) {
    const units = shares[index] ?? 0;
    const held = units > 0 && line.hasBudget ? await feed.holdBudget(line.campaignId, at) : undefined;
    const share = { units, at, budgetLeft: held?.left };
    const fed = units > 0 ? await feedLine(feed, line, share) : { ...nothing, isOver: false };
    queued.set(line.campaignId, queuedOf(queued, line) + fed.units);
    note(done, line, fed);
    if (fed.isBeyondBudget) await feed.pauseWhenSent(line.campaignId, held?.of ?? 'budget', at);
    else if (!fed.isOver) left.push(line);
  }
  return left;
};

/** Fills the room with equal shares; what one campaign cannot use goes to the others. */
const fill = async (deps: Deps, feed: Feeding, rate: number): Promise<Done> => {
  const at = deps.clock();
  const queued = await feed.countQueued();
  const done: Done = { jobs: [], people: 0, agreed: [] };
  const room = () => roomInQueue(rate, total(queued));
  let lines = room() > 0 ? await findOpenLines(deps, feed, at) : [];
  while (room() > 0 && lines.length > 0 && done.people < peopleAtOnce) {
    const levels = lines.map((line) => queuedOf(queued, line));
    lines = await feedRound(feed, lines, shareRoom(room(), levels), { at, done, queued });
  }
  if (done.agreed.length > 0) await feed.recordConsent(done.agreed, at);
  return done;
};

const enqueue = async ({ enqueueAll }: Deps, jobs: Enqueueing[]): Promise<void> => {
  for (let from = 0; from < jobs.length; from += jobsAtOnce) await enqueueAll(jobs.slice(from, from + jobsAtOnce));
};

const feedSender = async (deps: Deps, { id, mps, throttle }: RecordedSender): Promise<void> => {
  const rate = effectiveRate(mps, throttle, deps.clock());
  for (let people = peopleAtOnce; people >= peopleAtOnce;) {
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
export const shareRoom = (room: number, queued: readonly number[]): number[] => {
  const shares = queued.map(() => 0);
  let left = Math.floor(room);
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
 * The capacity left in a sender's queue, in units of its rate (units per second). It is 0 until it is worth feeding: a
 * second of the rate, or a quarter of the whole capacity.
 */
const roomInQueue = (rate: number, queued: number): number => {
  const window = Math.ceil(rate * windowSeconds);
  const room = window - queued;
  return room >= Math.max(1, Math.min(rate, window / 4)) ? room : 0;
};
