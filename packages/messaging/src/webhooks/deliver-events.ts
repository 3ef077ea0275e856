import type { EventName, WebhookFilter } from '@recado/contract';
import type { EventBatch, EventFilter, LoggedEvent } from '../events/events.ts';
import { sendLanes, type Batch, type Posted, type Sent } from './send-lanes.ts';
import { matchesFilter, subjectOf } from './webhook-filter.ts';

/** A webhook that this worker delivers to, until its lease ends. */
export type TakenWebhook = {
  id: string;
  url: string;
  types?: EventName[];
  filter?: WebhookFilter;
  includeNumbers: boolean;
  /** The current secret first. */
  secrets: string[];
  sequence: number;
  /** Numbers after `sequence` that it has got, or that wait. */
  ahead: number[];
  /** No request has succeeded since then. */
  failingSince?: Date;
  /** Rounds of new events that failed one after the other. */
  tries: number;
  /** The time from which it gets new events, or undefined if too many events wait. */
  newAt?: Date;
  replay?: { after: number; to: number };
  /** The waiting events of each subject whose first one is due, by their numbers. */
  waiting: WaitingEvent[];
};

/** An event that failed, or that waits behind an earlier one about the same subject: then it has no `nextAt`. */
export type WaitingEvent = { sequence: number; subject: string; tries: number; failedAt?: Date; nextAt?: Date };

export type DeliveryNote = { first: number; last: number; events: number; status?: number; error?: string };

/** The state of a webhook after a round. */
export type DeliveryRound = Pick<TakenWebhook, 'id' | 'sequence' | 'ahead' | 'tries' | 'failingSince'> & {
  nextAt: Date;
  /** Null: done. Undefined: unchanged. */
  replay?: { after: number; to: number } | null;
  end?: { status: 'parked' | 'ended'; reason: string };
  notes: DeliveryNote[];
  /** The numbers of events that wait no longer. */
  settled: number[];
  /** Events that wait from now on, or until another time. */
  waiting: WaitingEvent[];
};

type Deps = {
  clock: () => Date;
  loadEvents: (filter: EventFilter) => Promise<EventBatch>;
  /** Leaves out events that were deleted. */
  findEvents: (sequences: readonly number[]) => Promise<LoggedEvent[]>;
  /** Returns those of the subjects that have a waiting event. */
  findWaitingSubjects: (id: string, subjects: readonly string[]) => Promise<string[]>;
  post: (webhook: TakenWebhook, event: LoggedEvent, signal: AbortSignal) => Promise<Posted>;
};

const limit = 200;
/** A webhook that takes nothing gets eight requests in a round, so more events would be loaded in vain. */
const limitWhileFailing = 16;
/** No request begins later in a round, so that a round ends within its lease. */
const roundMs = 5_000;
const dayMs = 24 * 3_600_000;
const giveUpAfterMs = 3 * dayMs;

type Round = { deps: Deps; webhook: TakenWebhook; signal: AbortSignal; until: number };

/**
 * Sends to a webhook the waiting events that are due, then new ones, and if there are none, those to replay. Events about the
 * same subject go one after the other. An event that fails is tried again, and holds back only the later ones of its subject.
 */
export const deliverEvents = async (deps: Deps, webhook: TakenWebhook, signal: AbortSignal): Promise<DeliveryRound> => {
  const round = { deps, webhook, signal, until: performance.now() + roundMs };
  const again = await sendWaiting(round);
  const begun = deps.clock();
  const fresh = webhook.newAt && webhook.newAt <= begun ? await sendNew(round, again.freed) : undefined;
  const isUpToDate = fresh?.sequence === webhook.sequence;
  const replayed = isUpToDate && webhook.replay ? await sendReplay(round, webhook.replay) : undefined;
  const parts = [again.sent, fresh?.sent, replayed?.sent].filter((sent) => sent !== undefined);
  return {
    id: webhook.id,
    sequence: fresh?.sequence ?? webhook.sequence,
    ahead: fresh?.ahead ?? webhook.ahead,
    ...(replayed && { replay: replayed.replay }),
    settled: again.settled,
    waiting: [...again.waiting, ...(fresh?.waiting ?? [])],
    ...verdictOf(round, parts, replayed?.sent.failed.length ? replayed.sent : fresh?.sent),
    notes: [...again.notes, ...parts.flatMap(notesOf)],
  };
};

const sendWaiting = async (round: Round) => {
  const { deps, webhook } = round;
  const { waiting } = webhook;
  const found = new Map(
    (waiting.length ? await deps.findEvents(waiting.map(({ sequence }) => sequence)) : []).map((event) => [
      event.sequence,
      event,
    ]),
  );
  const subjects = Map.groupBy(waiting, ({ subject }) => subject);
  const sent = await send(round, onlyOnce(waiting.flatMap(({ sequence }) => found.get(sequence) ?? [])));
  const at = deps.clock();
  const failed = new Set(sent.failed.map(({ sequence }) => sequence));
  const isGivenUp = ({ sequence, failedAt }: WaitingEvent) =>
    failed.has(sequence) && failedAt !== undefined && at.getTime() - failedAt.getTime() >= giveUpAfterMs;
  const lost = waiting.filter((row) => !found.has(row.sequence) || isGivenUp(row));
  const settled = new Set([...sent.got, ...lost.map(({ sequence }) => sequence)]);
  const rest = Array.from(subjects.values(), (rows) => rows.filter(({ sequence }) => !settled.has(sequence)));
  return {
    sent,
    settled: [...settled],
    freed: new Set([...subjects.keys()].filter((_, place) => rest[place]?.length === 0)),
    waiting: rest.flatMap(([first]) => {
      if (!first) return [];
      if (failed.has(first.sequence)) return [failedAgain(first, at)];
      // One that was due already stays so, and is not written again.
      return first.nextAt ? [] : [{ ...first, nextAt: at }];
    }),
    notes: lost.map(({ sequence }) => ({
      first: sequence,
      last: sequence,
      events: 1,
      error: found.has(sequence) ? 'given_up' : 'expired',
    })),
  };
};

const failedAgain = ({ failedAt, ...row }: WaitingEvent, at: Date): WaitingEvent => ({
  ...row,
  tries: row.tries + 1,
  failedAt: failedAt ?? at,
  nextAt: new Date(at.getTime() + pauseOf(row.tries)),
});

const sendNew = async (round: Round, freed: ReadonlySet<string>) => {
  const { deps, webhook } = round;
  const subjects = new Map<number, string>();
  const held: number[] = [];
  let seen = webhook.sequence;
  const next = async (): Promise<Batch> => {
    const { events, nextAfter, isLast } = await load(round, seen);
    const fresh = events.filter(({ sequence }) => !webhook.ahead.includes(sequence));
    const about = new Set(fresh.map(subjectOf));
    const waiting = about.size ? await deps.findWaitingSubjects(webhook.id, [...about]) : [];
    const holding = new Set(waiting.filter((subject) => !freed.has(subject)));
    seen = nextAfter;
    for (const event of fresh) subjects.set(event.sequence, subjectOf(event));
    const isHeld = (event: LoggedEvent) => holding.has(subjectOf(event));
    held.push(...fresh.filter(isHeld).map(({ sequence }) => sequence));
    return { events: fresh.filter((event) => !isHeld(event)), isLast };
  };
  const sent = await send(round, next);
  const at = deps.clock();
  const rowOf = (sequence: number) => ({ sequence, subject: subjects.get(sequence) ?? '', tries: 0 });
  const rows = [
    ...sent.failed.map(({ sequence }) => failedAgain(rowOf(sequence), at)),
    ...[...sent.blocked, ...held].map(rowOf),
  ].toSorted((one, other) => one.sequence - other.sequence);
  const reached = reachedOf(sent.notSent, seen);
  const handled = [...webhook.ahead, ...sent.got, ...rows.map(({ sequence }) => sequence)];
  return { sent, waiting: rows, sequence: reached, ahead: handled.filter((sequence) => sequence > reached) };
};

const sendReplay = async (round: Round, replay: { after: number; to: number }) => {
  const { events, nextAfter } = await load(round, replay.after);
  const asked = events.filter(({ sequence }) => sequence <= replay.to);
  const sent = await send(round, onlyOnce(asked));
  const missing = [...sent.failed.map(({ sequence }) => sequence), ...sent.blocked, ...sent.notSent];
  const after = reachedOf(missing, Math.min(nextAfter, replay.to));
  const isDone = after >= replay.to || nextAfter === replay.after;
  return { sent, replay: isDone ? null : { after, to: replay.to } };
};

const onlyOnce = (events: readonly LoggedEvent[]) => async (): Promise<Batch> => ({ events, isLast: true });

const send = ({ deps, webhook, ...bounds }: Round, next: () => Promise<Batch>): Promise<Sent> =>
  sendLanes({ next, post: (event) => deps.post(webhook, event, bounds.signal) }, bounds);

/** A test is for one webhook, whatever types that asked for. */
const load = async ({ deps, webhook }: Round, after: number): Promise<EventBatch & Batch> => {
  const { id, types, filter, tries } = webhook;
  const most = tries ? limitWhileFailing : limit;
  const asked = { after, limit: most, ...(types && { types: [...types, 'webhook.test' as const] }) };
  const { events, nextAfter } = await deps.loadEvents(asked);
  const isMine = (event: LoggedEvent) =>
    event.type === 'webhook.test' ? 'detail' in event && event.detail['id'] === id : matchesFilter(event, filter);
  return { events: events.filter(isMine), nextAfter, isLast: events.length < most };
};

/** Returns the number before the first missing one. */
const reachedOf = (missing: readonly number[], nextAfter: number): number =>
  missing.reduce((least, each) => Math.min(least, each - 1), nextAfter);

/** `fresh`: what was sent for the first time. While all of it fails, new events wait longer and longer. */
const verdictOf = (
  { deps, webhook }: Round,
  parts: readonly Sent[],
  fresh: Sent | undefined,
): Pick<DeliveryRound, 'tries' | 'nextAt' | 'failingSince' | 'end'> => {
  const at = deps.clock();
  const hasArrived = parts.some(({ got }) => got.length > 0);
  const failed = parts.flatMap((sent) => sent.failed);
  const failingSince = hasArrived ? undefined : (webhook.failingSince ?? (failed.length ? at : undefined));
  const isFreshFailed = !hasArrived && fresh !== undefined && fresh.failed.length > 0;
  const isGated = !hasArrived && !fresh && webhook.newAt !== undefined;
  const tries = isFreshFailed ? webhook.tries + 1 : isGated ? webhook.tries : 0;
  return {
    tries,
    nextAt: isFreshFailed ? new Date(at.getTime() + pauseOf(webhook.tries)) : isGated ? (webhook.newAt ?? at) : at,
    ...(failingSince && { failingSince }),
    ...endOf(failed, failingSince && at.getTime() - failingSince.getTime() >= dayMs),
  };
};

const endOf = (failed: Sent['failed'], isDayOver: boolean | undefined): Pick<DeliveryRound, 'end'> => {
  if (failed.some(({ posted }) => 'status' in posted && posted.status === 410))
    return { end: { status: 'ended', reason: 'It answered 410 Gone' } };
  const last = failed.at(-1)?.posted;
  if (!isDayOver || !last) return {};
  const reason = 'error' in last ? last.error : `status ${last.status}`;
  return { end: { status: 'parked', reason: `Failed for a day: ${reason}` } };
};

const mostPauseMs = 6 * 3_600_000;

/** Doubles from a second up to six hours. Jitter keeps many requests from coming at the same moment. */
const pauseOf = (tries: number): number =>
  Math.min(1000 * 2 ** Math.min(tries, 20), mostPauseMs) * (0.8 + 0.4 * Math.random());

const notesOf = ({ got, failed }: Sent): DeliveryNote[] => {
  const numbers = got.toSorted((one, other) => one - other);
  const [first, last] = [numbers[0], numbers.at(-1)];
  return [
    ...(first !== undefined && last !== undefined ? [{ first, last, events: got.length, status: 200 }] : []),
    ...failed.map(({ sequence, posted }) => ({ first: sequence, last: sequence, events: 1, ...posted })),
  ];
};
