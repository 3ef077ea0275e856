import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../lab/child.ts';

const lookEveryMs = 50;

type Moment = { count: number; at: number; cpuMs: number; rssBytes: number };

/** How things stand once so many messages have arrived at Twilio, of one process that sends them. */
export const momentOf = async (standIn: Child, sender: Child, count: number): Promise<Moment> => {
  for (;;) {
    const moment = await look(standIn, sender);
    if (moment.count >= count) return moment;
    await sleep(lookEveryMs);
  }
};

const look = async (standIn: Child, sender: Child): Promise<Moment> => {
  const [seen, usage] = await Promise.all([standIn.ask<Pick<Moment, 'count' | 'at'>>('count'), sender.usage()]);
  return { ...seen, ...usage };
};

/** Messages a second, and milliseconds of CPU a message. */
export type Drained = { perSecond: number; cpuMs: number };

/** What a process does between two counts. */
export const measureDrain = async (
  standIn: Child,
  sender: Child,
  { from, to }: { from: number; to: number },
): Promise<Drained> => {
  const first = await momentOf(standIn, sender, from);
  const last = await momentOf(standIn, sender, to);
  const messages = last.count - first.count;
  return {
    perSecond: (messages / (last.at - first.at)) * 1000,
    cpuMs: (last.cpuMs - first.cpuMs) / messages,
  };
};
