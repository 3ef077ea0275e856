import type { LoggedEvent } from '../events/events.ts';
import { subjectOf } from './webhook-filter.ts';

/** The answer to one event: the HTTP status, or the reason for which there was none. */
export type Posted = { status: number } | { error: string };

/** The numbers of events by what became of them. `blocked`: an earlier event about the same subject failed. */
export type Sent = {
  got: number[];
  failed: { sequence: number; posted: Posted }[];
  blocked: number[];
  notSent: number[];
};

export type Batch = { events: readonly LoggedEvent[]; isLast: boolean };

type Deps = {
  /** Loads the next events to send. */
  next: () => Promise<Batch>;
  post: (event: LoggedEvent) => Promise<Posted>;
};

const atOnce = 8;

/** The events about one subject that are not sent yet. */
type Lane = { subject: string; events: LoggedEvent[] };

/**
 * Sends events, several at once, and those about one subject in their order. More are loaded as soon as a request may begin,
 * so that a request that hangs holds back its own subject alone. Stops when nearly everything fails.
 */
export const sendLanes = async (
  { next, post }: Deps,
  { signal, until }: { signal: AbortSignal; until: number },
): Promise<Sent> => {
  const sent: Sent = { got: [], failed: [], blocked: [], notSent: [] };
  const lanes = new Map<string, Lane>();
  const ready: Lane[] = [];
  const blocked = new Set<string>();
  let isAll = false;
  let loading: Promise<void> | undefined;
  const mayStop = () => signal.aborted || performance.now() > until || isHopeless(sent);

  const add = (event: LoggedEvent): void => {
    const subject = subjectOf(event);
    if (blocked.has(subject)) return void sent.blocked.push(event.sequence);
    const open = lanes.get(subject);
    if (open) return void open.events.push(event);
    const lane = { subject, events: [event] };
    lanes.set(subject, lane);
    ready.push(lane);
  };
  const load = async (): Promise<void> => {
    const { events, isLast } = await next();
    isAll = isLast;
    events.forEach(add);
  };
  const takeLane = async (): Promise<Lane | undefined> => {
    while (!mayStop()) {
      const lane = ready.shift();
      if (lane || isAll) return lane;
      // The next round meets the same fault before it sends anything, and reports it.
      loading ??= load()
        .catch(() => void (isAll = true))
        .finally(() => (loading = undefined));
      await loading;
    }
    return undefined;
  };
  const sendLane = async ({ subject, events }: Lane): Promise<void> => {
    for (let event = events[0]; event; event = events[0]) {
      if (mayStop()) return;
      const posted = await post(event);
      // A process that stops breaks its requests off: that says nothing about the webhook.
      if (signal.aborted && 'error' in posted) return;
      events.shift();
      if (isTaken(posted)) {
        sent.got.push(event.sequence);
        continue;
      }
      sent.failed.push({ sequence: event.sequence, posted });
      sent.blocked.push(...numbersOf(events.splice(0)));
      blocked.add(subject);
    }
    lanes.delete(subject);
  };
  const run = async (): Promise<void> => {
    for (let lane = await takeLane(); lane; lane = await takeLane()) await sendLane(lane);
  };

  await load();
  await Promise.all(Array.from({ length: atOnce }, run));
  for (const { events } of lanes.values()) sent.notSent.push(...numbersOf(events));
  return sent;
};

const numbersOf = (events: readonly LoggedEvent[]) => events.map(({ sequence }) => sequence);

const isTaken = (posted: Posted): boolean => 'status' in posted && posted.status >= 200 && posted.status < 300;

/** A webhook that has ended, or that takes hardly anything, gets no more for now. */
const isHopeless = ({ got, failed }: Sent): boolean =>
  (failed.length >= atOnce && failed.length > got.length) || failed.some(isGone);

const isGone = ({ posted }: Sent['failed'][number]): boolean => 'status' in posted && posted.status === 410;
