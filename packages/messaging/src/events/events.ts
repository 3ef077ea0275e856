import type { EventName, ListEvents, Status } from '@recado/contract';
import { refuseField } from '../errors.ts';
import type { RecordedInbound } from '../inbound/inbound.ts';
import type { RecordedMessage } from '../messages/message.ts';

/** An event with its subject: a message, an inbound message, or the values of another change. */
export type LoggedEvent = { id: string; sequence: number; at: Date; type: EventName } & EventSubject;

export type EventSubject =
  | { message: RecordedMessage }
  | { inbound: RecordedInbound }
  /** `to` is the whole number of the person, as far as it is stored. `detail` has it masked. */
  | { detail: Record<string, unknown>; to?: string };

export type EventFilter = { after: number; types?: readonly EventName[]; limit: number };

/** `nextAfter`: the last number that was looked at. */
export type EventBatch = { events: LoggedEvent[]; nextAfter: number };

/** The first and last number that are kept. Without events, `first` is the number that comes next. */
export type EventRange = { first: number; last: number };

type Deps = {
  findEventRange: () => Promise<EventRange>;
  loadEvents: (filter: EventFilter) => Promise<EventBatch>;
  /** Resolves when there is an event after this number, after these milliseconds, or at the signal. */
  waitForEvents: (after: number, ms: number, signal: AbortSignal) => Promise<void>;
  /** A process that stops answers at once. */
  isStopping: () => boolean;
};

/**
 * The events after a number, in their order. Waits for the first one if asked to. Throws a Refusal for a number that was
 * not given yet, and for events that were deleted: nothing is ever skipped silently.
 */
export const listEvents = async (
  deps: Deps,
  { after: asked, types, limit, wait }: ListEvents,
  signal: AbortSignal,
): Promise<EventBatch> => {
  const range = await deps.findEventRange();
  const after = asked === 'latest' ? range.last : asked;
  refuseOutside(range, after);
  const filter = { ...(types && { types }), limit };
  const until = performance.now() + wait * 1000;
  let batch = await deps.loadEvents({ ...filter, after });
  while (!batch.events.length && !signal.aborted && !deps.isStopping()) {
    const left = until - performance.now();
    if (left <= 0) break;
    await deps.waitForEvents(batch.nextAfter, left, signal);
    batch = await deps.loadEvents({ ...filter, after: batch.nextAfter });
  }
  return batch;
};

const refuseOutside = ({ first, last }: EventRange, after: number): void => {
  if (after > last)
    throw refuseField('after', 'in_the_future', `is after the last event, which has the number ${last}`);
  if (after > 0 && after < first - 1)
    throw refuseField('after', 'expired', `the events up to ${first - 1} were deleted; continue with ${first - 1}`);
};

type WaitDeps = {
  /** Numbers what is new and returns the last number. */
  advanceEvents: () => Promise<number>;
  /** Ends the waiting of all. */
  isStopping?: () => boolean;
  everyMs?: number;
  /** The most callers that wait at the same time. */
  most?: number;
};

type Waiter = { after: number; resolve: () => void };

/**
 * Lets callers wait for new events. All of them share one look at the record at a time. If there is no room, a caller
 * waits for one look and no longer.
 */
export const makeWaitForEvents = ({ advanceEvents, isStopping = () => false, everyMs = 200, most = 200 }: WaitDeps) => {
  const waiters = new Set<Waiter>();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const last = await advanceEvents().catch(() => 0);
    for (const waiter of waiters) if (last > waiter.after || isStopping()) waiter.resolve();
    timer = waiters.size ? setTimeout(() => void look(), everyMs) : undefined;
  };
  return (after: number, ms: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { after, resolve };
    const end = setTimeout(resolve, waiters.size < most ? ms : Math.min(ms, everyMs));
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    waiters.add(waiter);
    timer ??= setTimeout(() => void look(), everyMs);
    return promise.finally(() => {
      clearTimeout(end);
      signal.removeEventListener('abort', stop);
      waiters.delete(waiter);
    });
  };
};

/** The part of a message that its later changes overwrite, as an event keeps it. */
type MessageState = { status: Status; attempts: number; errorCode?: number; reason?: string };

/**
 * The message as it was at an event: later changes are left out. Times that belong to an attempt before a retry are gone,
 * since a retry begins again.
 */
export const messageAtEvent = (message: RecordedMessage, state: MessageState): RecordedMessage => {
  const { waitingSince: _waiting, errorCode: code, errorMessage, reason: _reason, price, ...lasting } = message;
  const { twilioSid, segments, sentAt, deliveredAt, readAt, fallback, ...before } = lasting;
  const { status } = state;
  const isOfThisRun = status !== 'accepted' && state.attempts > (message.attemptsBefore ?? 0);
  const isCurrent = isOfThisRun && status === message.status;
  return {
    ...before,
    status,
    attempts: state.attempts,
    ...(fallback && { fallback: { id: fallback.id } }),
    ...(state.reason !== undefined && { reason: state.reason }),
    ...(state.errorCode !== undefined && { errorCode: state.errorCode }),
    ...(isCurrent && errorMessage !== undefined && state.errorCode === code && { errorMessage }),
    ...(isCurrent && price && { price }),
    ...(isOfThisRun && definedOf({ twilioSid, segments, sentAt: wasSent.has(status) ? sentAt : undefined })),
    ...(isOfThisRun && definedOf({ deliveredAt: wasDelivered.has(status) ? deliveredAt : undefined })),
    ...(isOfThisRun && status === 'read' && definedOf({ readAt })),
  };
};

const wasSent = new Set<Status>(['sent', 'delivered', 'read', 'undelivered', 'failed']);
const wasDelivered = new Set<Status>(['delivered', 'read']);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const definedOf = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
