import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../lab/child.ts';

const lookEveryMs = 50;

type Moment = { count: number; at: number; cpuMs: number; rssBytes: number };

/** Waits until Twilio has a number of messages from one process, and returns the counts and its usage. */
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

/** The messages per second, and the milliseconds of CPU per message. */
export type Drained = { perSecond: number; cpuMs: number };

/** Returns the speed of a process between two counts. */
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
