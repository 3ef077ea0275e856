import { randomUUID } from 'node:crypto';
import { startBare } from '../bare/start.ts';
import { apiKey, requestOf } from '../lab/account.ts';
import type { Child } from '../lab/child.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import { closedLoop, makePoster, openLoop } from '../load/loops.ts';
import { median, percentile } from '../statistics.ts';
import type { Figure, Sizes } from './figure.ts';

const expressQueue = new URL('../bare/express-queue.ts', import.meta.url);

/** Holds the concurrent callers for the maximum, and the most connections at a constant rate. */
const concurrency = 64;
const connections = 256;

/**
 * Compares the complete API with an Express server that only calls `queue.add`. It measures the maximum rate of each, and
 * the latency of nearly all requests at half of that rate.
 */
export const measureAccepting = async (lab: Lab, { accept, rounds }: Sizes): Promise<Figure[]> => {
  await using recado = await startRecado(lab, { twilioUrl: 'http://127.0.0.1:9', mps: 80 });
  await using bare = await startBare(lab, expressQueue, [lab.redis.url]);
  await using ours = makeCaller(recado.api.url);
  await using theirs = makeCaller(bare.url);

  const { durationMs, warmMs } = accept;
  await measureRounds(1, [fastest(recado.api, ours.send, warmMs), fastest(bare, theirs.send, warmMs)]);
  const atMost = [fastest(recado.api, ours.send, durationMs), fastest(bare, theirs.send, durationMs)];
  const [most = [], mostBare = []] = await measureRounds(rounds, atMost);

  const half = (speeds: Speed[]) => median(speeds.map(({ perSecond }) => perSecond)) / 2;
  const atHalf = [steady(ours.send, half(most), durationMs), steady(theirs.send, half(mostBare), durationMs)];
  const [took = [], tookBare = []] = await measureRounds(rounds, atHalf);
  const batches = makePoster(recado.api.url, { connections: batchCallers, expected: 200 });
  const batched: number[] = [];
  for (let round = 0; round <= rounds; round += 1)
    batched.push(
      batchSize * (await closedLoop({ send: (n) => batches.post(batchOf(n)), concurrency: batchCallers, durationMs })),
    );
  await batches[Symbol.asyncDispose]();
  return [
    {
      name: 'API: messages accepted a second in batches, against one by one',
      unit: '/s',
      recado: batched.slice(1),
      reference: most.map(({ perSecond }) => perSecond),
      goal: { of: 'ratio', atLeast: 3 },
    },
    {
      name: 'API: messages accepted a second, at most',
      unit: '/s',
      recado: most.map(({ perSecond }) => perSecond),
      reference: mostBare.map(({ perSecond }) => perSecond),
      goal: { of: 'ratio', atLeast: 0.5 },
    },
    {
      name: 'API: CPU a message accepted',
      unit: 'ms',
      recado: most.map(({ cpuMs }) => cpuMs),
      reference: mostBare.map(({ cpuMs }) => cpuMs),
    },
    {
      name: 'API: median answer at half of that',
      unit: 'ms',
      recado: took.map(({ p50 }) => p50),
      reference: tookBare.map(({ p50 }) => p50),
    },
    {
      name: 'API: 99 of 100 answers at half of that',
      unit: 'ms',
      recado: took.map(({ p99 }) => p99),
      reference: tookBare.map(({ p99 }) => p99),
      goal: { of: 'recado', atMost: 100 },
    },
  ];
};

const acceptance = (n: number) => ({
  path: '/v1/messages',
  headers: {
    'content-type': 'application/json',
    authorization: `Bearer ${apiKey}`,
    'idempotency-key': randomUUID(),
  },
  body: JSON.stringify(requestOf(n)),
});

const batchSize = 1000;
const batchCallers = 2;

const batchOf = (n: number) => ({
  path: '/v1/messages/batch',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, 'idempotency-key': randomUUID() },
  body: JSON.stringify(Array.from({ length: batchSize }, (_, place) => requestOf(n * batchSize + place))),
});

const makeCaller = (url: string) => {
  const { post, ...poster } = makePoster(url, { connections, expected: 202 });
  return { ...poster, send: (n: number) => post(acceptance(n)) };
};
type Send = ReturnType<typeof makeCaller>['send'];

const measureRounds = async <Answer>(rounds: number, measure: (() => Promise<Answer>)[]): Promise<Answer[][]> => {
  const answers: Answer[][] = measure.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, run] of measure.entries()) answers[index]?.push(await run());
  return answers;
};

type Speed = { perSecond: number; cpuMs: number };

const fastest = (process: Child, send: Send, durationMs: number) => async (): Promise<Speed> => {
  const before = await process.usage();
  const perSecond = await closedLoop({ send, concurrency, durationMs });
  const after = await process.usage();
  return { perSecond, cpuMs: (after.cpuMs - before.cpuMs) / ((perSecond * durationMs) / 1000) };
};

const steady = (send: Send, perSecond: number, durationMs: number) => async () => {
  const took = await openLoop({ send, perSecond, durationMs });
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
};
