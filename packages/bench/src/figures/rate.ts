import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../lab/child.ts';
import { fill } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import { startStandIn } from '../stand-in/start.ts';
import { pace, worstWindow } from '../statistics.ts';
import type { Figure, Sizes } from './figure.ts';

/** The messages left in the queue at the end, because an empty queue would look like a slow worker. */
const spareSeconds = 20;
const settleMs = 1_000;

/**
 * Measures the used share of a sender's rate and its fullest second, once all workers run and from the first message. The
 * reference is the rate itself.
 */
export const measureRate = async (lab: Lab, sizes: Sizes): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const mps of sizes.rate.mps)
    for (const workers of sizes.rate.workers) figures.push(...(await figuresOf(lab, mps, workers, sizes)));
  return figures;
};

/** Returns the arrival times of messages, in milliseconds, while several workers share one sender's rate. */
const arrivalsOf = async (lab: Lab, mps: number, workers: number, seconds: number) => {
  await using standIn = await startStandIn(lab);
  await using recado = await startRecado(lab, { twilioUrl: standIn.url, mps });
  await fill(recado, mps * (seconds + spareSeconds));
  await Promise.all(Array.from({ length: workers }, recado.startWorker));
  const before = await standIn.ask<{ at: number }>('count');
  await sleep(settleMs + seconds * 1_000);
  const all = await standIn.ask<number[]>('arrivals');
  return { all, steady: all.filter((at) => at > before.at + settleMs) };
};

/** Returns the fullest second, in percent of its limit. */
const fullest = (times: readonly number[], mps: number) => (worstWindow(times, 1000) * 100) / mps;

const figuresOf = async (lab: Lab, mps: number, workers: number, { rate, rounds }: Sizes): Promise<Figure[]> => {
  const runs: Awaited<ReturnType<typeof arrivalsOf>>[] = [];
  const times = workers === 3 && mps === 80 ? rounds : 1;
  for (let round = 0; round < times; round += 1) runs.push(await arrivalsOf(lab, mps, workers, rate.seconds));
  const name = `rate: ${mps}/s by ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  return [
    {
      name: `${name}, share used`,
      unit: '%',
      recado: runs.map(({ steady }) => (pace(steady) / mps) * 100),
      goal: { of: 'recado', atLeast: 99 },
    },
    {
      name: `${name}, worst second`,
      unit: '%',
      recado: runs.map(({ steady }) => fullest(steady, mps)),
      goal: { of: 'recado', atMost: 110 },
    },
    {
      name: `${name}, worst second with the start`,
      unit: '%',
      recado: runs.map(({ all }) => fullest(all, mps)),
      goal: { of: 'recado', atMost: 110 },
    },
  ];
};

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

/** Describes the messages per second, and the milliseconds of CPU per message: of the sender, and of the others. */
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
