import { isPassing, sleep, waitMsOf } from './retry.ts';
import type { CallOptions, Transport } from './transport.ts';
import type { Event, EventName, EventPage } from './types.ts';

export type EventsQuery = {
  /** Events after this `sequence`, or `latest` for events from now on. Default: all that are kept. */
  after?: number | 'latest' | undefined;
  /** Default: all. */
  types?: readonly EventName[] | undefined;
  limit?: number | undefined;
  /** Seconds to wait for an event if there is none yet. */
  wait?: number | undefined;
};

export const makeEvents = ({ json }: Transport) => {
  const page = (query: EventsQuery = {}, options: CallOptions = {}): Promise<EventPage> =>
    json('GET', '/v1/events', {
      ...options,
      query,
      timeoutMs: options.timeoutMs ?? answerMs + (query.wait ?? 0) * 1000,
    });
  return {
    /** Returns events in their order, and `next_after` to go on from. */
    page,
    /**
     * Yields each event in its order, and waits for more, over outages too. Store the `sequence` of an event when you
     * have processed it, and pass it as `after` next time. The signal ends it without an error.
     */
    follow: (query: Omit<EventsQuery, 'limit'> = {}, options: CallOptions = {}): AsyncGenerator<Event, void> =>
      followEvents((after) => page({ wait: 30, limit: 1000, ...query, after }, options), query.after, options.signal),
  };
};

const answerMs = 30_000;

async function* followEvents(
  read: (after: EventsQuery['after']) => Promise<EventPage>,
  first: EventsQuery['after'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Event, void> {
  let after = first;
  let failures = 0;
  for (;;) {
    if (signal?.aborted) return;
    try {
      const { data, next_after: next } = await read(after);
      failures = 0;
      for (const event of data) {
        yield event;
        if (signal?.aborted) return;
      }
      after = next;
    } catch (error) {
      if (signal?.aborted) return;
      if (!isPassing(error)) throw error;
      await sleep(waitMsOf(failures++, error), signal).catch(() => undefined);
    }
  }
}
