import type { EventName } from '@recado/contract';
import type { EventBatch, EventFilter, LoggedEvent } from '../events/events.ts';

/** A webhook that this worker delivers to, until its lease ends. */
export type TakenWebhook = {
  id: string;
  url: string;
  types?: EventName[];
  includeNumbers: boolean;
  /** The current secret first. */
  secrets: string[];
  sequence: number;
  /** Numbers after `sequence` that it has got already. */
  ahead: number[];
  failingSince?: Date;
  tries: number;
  replay?: { after: number; to: number };
};

/** The answer to one event: the HTTP status, or the reason for which there was none. */
export type Posted = { status: number } | { error: string };

export type DeliveryNote = { first: number; last: number; events: number; status?: number; error?: string };

/** The state of a webhook after a round. */
export type DeliveryRound = {
  id: string;
  sequence: number;
  ahead: number[];
  /** Null: done. Undefined: unchanged. */
  replay?: { after: number; to: number } | null;
  failure?: { since: Date; tries: number; nextAt: Date };
  end?: { status: 'parked' | 'ended'; reason: string };
  notes: DeliveryNote[];
};

type Deps = {
  clock: () => Date;
  loadEvents: (filter: EventFilter) => Promise<EventBatch>;
  post: (webhook: TakenWebhook, event: LoggedEvent, signal: AbortSignal) => Promise<Posted>;
};

const limit = 200;
const atOnce = 8;
/** No request begins later in a round, so that a round ends within its lease. */
const roundMs = 20_000;
const parkAfterMs = 24 * 3_600_000;

/**
 * Sends the next events to a webhook: first those that it has never got, then those to replay. Events about the same thing
 * go one after the other, others at the same time. After a failure, the later events about the same thing wait.
 */
export const deliverEvents = async (deps: Deps, webhook: TakenWebhook, signal: AbortSignal): Promise<DeliveryRound> => {
  const { sequence, replay } = webhook;
  const live = await load(deps, webhook, sequence);
  if (live.nextAfter > sequence || !replay) {
    const sent = await send(
      deps,
      webhook,
      live.events.filter((event) => !webhook.ahead.includes(event.sequence)),
      signal,
    );
    const reached = reachedOf(sent, live.nextAfter);
    const ahead = [...webhook.ahead, ...sent.got].filter((number) => number > reached);
    return {
      id: webhook.id,
      sequence: reached,
      ahead,
      ...verdictOf(deps, webhook, { sent, hasMoved: reached > sequence }),
    };
  }
  const again = await load(deps, webhook, replay.after);
  const sent = await send(
    deps,
    webhook,
    again.events.filter((event) => event.sequence <= replay.to),
    signal,
  );
  const after = reachedOf(sent, Math.min(again.nextAfter, replay.to));
  const isDone = after >= replay.to || again.nextAfter === replay.after;
  return {
    id: webhook.id,
    sequence,
    ahead: webhook.ahead,
    replay: isDone ? null : { after, to: replay.to },
    ...verdictOf(deps, webhook, { sent, hasMoved: after > replay.after }),
  };
};

/** A test is for one webhook, whatever types that asked for. */
const load = async ({ loadEvents }: Deps, { id, types }: TakenWebhook, after: number): Promise<EventBatch> => {
  const { events, nextAfter } = await loadEvents({ after, limit, ...(types && { types: [...types, 'webhook.test'] }) });
  const isMine = (event: LoggedEvent) =>
    event.type !== 'webhook.test' || ('detail' in event && event.detail['id'] === id);
  return { events: events.filter(isMine), nextAfter };
};

type Failed = { sequence: number; posted: Posted };
type Sent = { got: number[]; failed: Failed[]; notSent: number[] };

const subjectOf = (event: LoggedEvent): string => {
  if ('message' in event) return event.message.id;
  if ('inbound' in event) return event.inbound.id;
  const { id, name, to, message_id: messageId } = event.detail;
  return `${event.type.split('.')[0]} ${JSON.stringify(id ?? messageId ?? name ?? to ?? '')}`;
};

/** Sends each lane in order, several lanes at once. */
const send = async (
  deps: Deps,
  webhook: TakenWebhook,
  events: readonly LoggedEvent[],
  signal: AbortSignal,
): Promise<Sent> => {
  const lanes = [...Map.groupBy(events, subjectOf).values()];
  const sent: Sent = { got: [], failed: [], notSent: [] };
  const until = performance.now() + roundMs;
  const isOver = () =>
    signal.aborted || performance.now() > until || sent.failed.length >= atOnce || sent.failed.some(isEnd);
  const run = async (): Promise<void> => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) await sendLane(lane);
  };
  const sendLane = async (lane: readonly LoggedEvent[]): Promise<void> => {
    let hasFailed = false;
    for (const event of lane) {
      if (hasFailed || isOver()) {
        sent.notSent.push(event.sequence);
        continue;
      }
      const posted = await deps.post(webhook, event, signal);
      hasFailed = !('status' in posted && posted.status >= 200 && posted.status < 300);
      if (!hasFailed) sent.got.push(event.sequence);
      else if (signal.aborted) sent.notSent.push(event.sequence);
      else sent.failed.push({ sequence: event.sequence, posted });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  return sent;
};

const isEnd = ({ posted }: Failed): boolean => 'status' in posted && posted.status === 410;

/** The number up to which everything arrived. */
const reachedOf = ({ failed, notSent }: Sent, nextAfter: number): number => {
  const missing = [...failed.map(({ sequence }) => sequence), ...notSent];
  return missing.length ? missing.reduce((least, each) => Math.min(least, each)) - 1 : nextAfter;
};

type Outcome = { sent: Sent; hasMoved: boolean };

const verdictOf = (
  deps: Deps,
  { failingSince, tries }: TakenWebhook,
  { sent, hasMoved }: Outcome,
): Pick<DeliveryRound, 'failure' | 'end' | 'notes'> => {
  const notes = notesOf(sent);
  if (!sent.failed.length) return { notes };
  if (sent.failed.some(isEnd)) return { notes, end: { status: 'ended', reason: 'It answered 410 Gone' } };
  const at = deps.clock();
  const since = (hasMoved ? undefined : failingSince) ?? at;
  const failure = {
    since,
    tries: hasMoved ? 1 : tries + 1,
    nextAt: new Date(at.getTime() + pauseOf(hasMoved ? 0 : tries)),
  };
  if (at.getTime() - since.getTime() < parkAfterMs) return { notes, failure };
  const last = notes.at(-1);
  return {
    notes,
    failure,
    end: { status: 'parked', reason: `Failed for a day: ${last?.error ?? `status ${last?.status}`}` },
  };
};

/** From a second on twice as long each time, an hour at most. Jitter keeps many webhooks from coming at the same moment. */
const pauseOf = (tries: number): number =>
  Math.min(1000 * 2 ** Math.min(tries, 12), 3_600_000) * (0.8 + 0.4 * Math.random());

const notesOf = ({ got, failed }: Sent): DeliveryNote[] => {
  const numbers = got.toSorted((one, other) => one - other);
  const [first, last] = [numbers[0], numbers.at(-1)];
  return [
    ...(first !== undefined && last !== undefined ? [{ first, last, events: got.length, status: 200 }] : []),
    ...failed.map(({ sequence, posted }) => ({ first: sequence, last: sequence, events: 1, ...posted })),
  ];
};
