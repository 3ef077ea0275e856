import type { LoggedEvent } from '../events/events.ts';

/** The answer to one event: the HTTP status, or the reason for which there was none. */
export type Posted = { status: number } | { error: string };

/** The numbers of events by what became of them. `blocked`: an earlier event of the same lane failed. */
export type Sent = {
  got: number[];
  failed: { sequence: number; posted: Posted }[];
  blocked: number[];
  notSent: number[];
};

const atOnce = 8;

/** Sends each lane in order, several lanes at once. Stops when so many fail that nothing else is to be expected. */
export const sendLanes = async (
  lanes: readonly (readonly LoggedEvent[])[],
  post: (event: LoggedEvent) => Promise<Posted>,
  { signal, until }: { signal: AbortSignal; until: number },
): Promise<Sent> => {
  const left = [...lanes];
  const sent: Sent = { got: [], failed: [], blocked: [], notSent: [] };
  const isOver = () => signal.aborted || performance.now() > until;
  const mayStop = () => isOver() || sent.failed.length >= atOnce || sent.failed.some(isGone);
  const run = async (): Promise<void> => {
    for (let lane = left.shift(); lane; lane = left.shift()) await sendLane(lane);
  };
  const sendLane = async (lane: readonly LoggedEvent[]): Promise<void> => {
    for (const [place, event] of lane.entries()) {
      const later = lane.slice(place + 1).map(({ sequence }) => sequence);
      if (mayStop()) return void sent.notSent.push(event.sequence, ...later);
      const posted = await post(event);
      if (isTaken(posted)) {
        sent.got.push(event.sequence);
        continue;
      }
      // A process that stops breaks its requests off: that says nothing about the webhook.
      if (signal.aborted && 'error' in posted) return void sent.notSent.push(event.sequence, ...later);
      sent.failed.push({ sequence: event.sequence, posted });
      return void sent.blocked.push(...later);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  return sent;
};

const isTaken = (posted: Posted): boolean => 'status' in posted && posted.status >= 200 && posted.status < 300;

const isGone = ({ posted }: Sent['failed'][number]): boolean => 'status' in posted && posted.status === 410;
