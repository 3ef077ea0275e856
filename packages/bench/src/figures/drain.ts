import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../lab/child.ts';
import type { Lab } from '../lab/lab.ts';

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

/** The processes beside the sender that each message costs CPU. */
export type Others = 'postgresql' | 'redis' | 'standIn';

/** The messages per second, and the milliseconds of CPU per message: of the sender, and of the others. */
export type Drained = { perSecond: number; cpuMs: number; others: Record<Others, number> };

/** Returns the speed of a process between two counts. */
export const measureDrain = async (
  lab: Lab,
  standIn: Child,
  sender: Child,
  { from, to }: { from: number; to: number },
): Promise<Drained> => {
  const first = await momentOf(standIn, sender, from);
  const before = await cpuOfOthers(lab, standIn);
  const last = await momentOf(standIn, sender, to);
  const after = await cpuOfOthers(lab, standIn);
  const messages = last.count - first.count;
  const perMessage = (other: Others) => (after[other] - before[other]) / messages;
  return {
    perSecond: (messages / (last.at - first.at)) * 1000,
    cpuMs: (last.cpuMs - first.cpuMs) / messages,
    others: { postgresql: perMessage('postgresql'), redis: perMessage('redis'), standIn: perMessage('standIn') },
  };
};

const cpuOfOthers = async (lab: Lab, standIn: Child): Promise<Record<Others, number>> => {
  const [postgresql, redis, { cpuMs }] = await Promise.all([lab.postgresqlCpuMs(), lab.redis.cpuMs(), standIn.usage()]);
  return { postgresql, redis, standIn: cpuMs };
};
