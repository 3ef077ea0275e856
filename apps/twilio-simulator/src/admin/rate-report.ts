import type { Message, Status } from '../messages/message.ts';

/** Counts all created messages, including those that were deleted since. */
export const makeRateReport = () => {
  let requests = 0;
  let created = 0;
  let refused = 0;
  const byStatus = new Map<Status, number>();
  const bySender = new Map<string, WorstWindow>();

  const add = (status: Status, by: number) => byStatus.set(status, (byStatus.get(status) ?? 0) + by);

  const senderOf = ({ from, messagingServiceSid }: Message) => from ?? messagingServiceSid ?? '';

  return {
    requested: (): void => {
      requests += 1;
    },
    refused: (): void => {
      refused += 1;
    },
    created: (message: Message): void => {
      created += 1;
      add(message.status, 1);
      const sender = senderOf(message);
      const window = bySender.get(sender) ?? makeWorstWindow();
      bySender.set(sender, window);
      window.add(message.createdAt);
    },
    moved: (message: Message, from: Status): void => {
      add(from, -1);
      add(message.status, 1);
    },
    read: () => ({
      requests,
      created,
      refused,
      by_status: Object.fromEntries([...byStatus].filter(([, count]) => count > 0)),
      by_sender: Object.fromEntries([...bySender].map(([sender, window]) => [sender, window.read()])),
    }),
  };
};
export type RateReport = ReturnType<typeof makeRateReport>;

const windowMs = 1000;

/** Length of the unused start of `times` at which it is cut off. */
const mostGone = 4096;

/**
 * Counts events, those in the fullest second, and the rate without pauses of more than a second. The fullest second may
 * begin anywhere. `at` is in milliseconds and never goes back.
 */
export const makeWorstWindow = () => {
  let times: number[] = [];
  let head = 0;
  let count = 0;
  let worst = 0;
  const busy = { ms: 0, gaps: 0 };

  const addGap = (ms: number) => {
    if (ms > windowMs) return;
    busy.ms += ms;
    busy.gaps += 1;
  };

  const leaveBehind = (until: number) => {
    while ((times[head] ?? Infinity) <= until) head += 1;
    if (head < mostGone) return;
    times = times.slice(head);
    head = 0;
  };

  return {
    add: (at: number): void => {
      const last = times.at(-1);
      if (last !== undefined) addGap(at - last);
      count += 1;
      times.push(at);
      leaveBehind(at - windowMs);
      worst = Math.max(worst, times.length - head);
    },
    /** Returns the counts. `rate` is per second; 0 until two events came within one second. */
    read: () => ({ count, worst_second: worst, rate: busy.ms > 0 ? (busy.gaps * 1000) / busy.ms : 0 }),
  };
};
type WorstWindow = ReturnType<typeof makeWorstWindow>;
