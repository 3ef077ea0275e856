import type { EventName, ListEvents } from '@recado/contract';
import { refuseField } from '../errors.ts';
import type { RecordedInbound } from '../inbound/inbound.ts';
import type { RecordedMessage } from '../messages/message.ts';

/** An event with its subject: a message, an inbound message, or the values of another change. */
export type LoggedEvent = { id: string; sequence: number; at: Date; type: EventName } & EventSubject;

export type EventSubject =
  | { message: RecordedMessage }
  | { inbound: RecordedInbound }
  | { detail: Record<string, unknown> };

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
