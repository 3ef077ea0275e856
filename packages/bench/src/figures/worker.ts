import { startBare } from '../bare/start.ts';
import { fill } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import { startStandIn } from '../stand-in/start.ts';
import type { Figure, Sizes } from './figure.ts';
import { measureDrain, type Drained, type Others } from './rate.ts';

const clientLoop = new URL('../bare/client-loop.ts', import.meta.url);
const afternoonWorker = new URL('../bare/afternoon-worker.ts', import.meta.url);

/** The requests in flight, which is the worker's default. */
const concurrency = 50;
/** A rate in messages per second, far above the limit of one process. */
const unbound = 10_000;

type Case = { messages: number; latencyMs: number };

/**
 * Compares one complete worker with a bare loop of twilio-node, and with a worker that is written in an afternoon, at the
 * same concurrency.
 */
export const measureSending = async (lab: Lab, { worker: { messages, latenciesMs }, rounds }: Sizes) => {
  const figures: Figure[] = [];
  for (const latencyMs of latenciesMs) {
    const worker: Drained[] = [];
    const bare: Drained[] = [];
    const afternoon: Drained[] = [];
    for (let round = 0; round < rounds; round += 1) {
      worker.push(await measureWorker(lab, { messages, latencyMs }));
      bare.push(await measureBare(lab, { messages, latencyMs }));
      afternoon.push(await measureAfternoon(lab, { messages, latencyMs }));
    }
    figures.push(...figuresOf(latencyMs, { worker, bare, afternoon }));
  }
  return figures;
};

/** Measures while both are warm and both still have messages. */
const spanOf = ({ messages }: Case) => ({ from: messages * 0.5, to: messages - 2 * concurrency });

const measureWorker = async (lab: Lab, which: Case): Promise<Drained> => {
  await using standIn = await startStandIn(lab, which.latencyMs);
  await using recado = await startRecado(lab, { twilioUrl: standIn.url, mps: unbound });
  await fill(recado, which.messages);
  const worker = await recado.startWorker();
  return await measureDrain(lab, standIn, worker, spanOf(which));
};

const measureBare = async (lab: Lab, which: Case): Promise<Drained> => {
  await using standIn = await startStandIn(lab, which.latencyMs);
  await using loop = await startBare(lab, clientLoop, [standIn.url, String(concurrency), String(which.messages)]);
  return await measureDrain(lab, standIn, loop, spanOf(which));
};

const measureAfternoon = async (lab: Lab, which: Case): Promise<Drained> => {
  await using standIn = await startStandIn(lab, which.latencyMs);
  const { redisUrl, databaseUrl } = await lab.freshStores();
  const args = [standIn.url, String(concurrency), String(which.messages), redisUrl, databaseUrl];
  await using worker = await startBare(lab, afternoonWorker, args);
  return await measureDrain(lab, standIn, worker, spanOf(which));
};

type Rounds = Record<'worker' | 'bare' | 'afternoon', Drained[]>;

const figuresOf = (latencyMs: number, { worker, bare, afternoon }: Rounds): Figure[] => {
  const when = latencyMs > 0 ? `Twilio answering after ${latencyMs} ms` : 'Twilio answering at once';
  return [
    {
      name: `worker: messages a second, ${when}`,
      unit: '/s',
      recado: worker.map(({ perSecond }) => perSecond),
      reference: bare.map(({ perSecond }) => perSecond),
      ...(latencyMs > 0 && { goal: { of: 'ratio', atLeast: 0.95 } }),
    },
    {
      name: `worker: CPU a message, ${when}`,
      unit: 'ms',
      recado: worker.map(({ cpuMs }) => cpuMs),
      reference: bare.map(({ cpuMs }) => cpuMs),
      goal: { of: 'recado', atMost: 0.45 },
    },
    {
      name: `worker: messages a second beside an afternoon's worker, ${when}`,
      unit: '/s',
      recado: worker.map(({ perSecond }) => perSecond),
      reference: afternoon.map(({ perSecond }) => perSecond),
      ...(latencyMs > 0 && { goal: { of: 'ratio', atLeast: 2 } }),
    },
    ...servers.map(([other, name]) => ({
      name: `worker: CPU a message of ${name} beside an afternoon's worker, ${when}`,
      unit: 'ms',
      recado: worker.map(({ others }) => others[other]),
      reference: afternoon.map(({ others }) => others[other]),
    })),
  ];
};

const servers: [Others, string][] = [
  ['postgresql', 'PostgreSQL'],
  ['redis', 'Redis'],
  ['standIn', 'the stand-in for Twilio'],
];
