import { setTimeout as sleep } from 'node:timers/promises';
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
