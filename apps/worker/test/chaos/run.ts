import { setTimeout as sleep } from 'node:timers/promises';
import { makeCall } from './call-api.ts';
import { wreak } from './havoc.ts';
import { judge, type Verdict } from './judge.ts';
import { makeOrders } from './orders.ts';
import { judgeEvents } from './judge-events.ts';
import { makeRandom } from './random.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { giveUpMs, readHistory, readRecorded, untilAllOver } from './record-side.ts';
import { placeAll, type Call } from './shop.ts';
import { setStage, type Engine, type Stage } from './stage.ts';
import { loosenFaults, readCreated, readFaultCounts } from './twilio-side.ts';

export type Plan = {
  engine: Engine;
  messages: number;
  seed: number;
  /** Milliseconds over which the messages are asked for and the blows fall. */
  overMs: number;
  /** Milliseconds for which the server of the shop is away. */
  awayMs: number;
  log: (line: string) => void;
};

export type Outcome = Verdict & {
  engine: Engine;
  seed: number;
  seconds: number;
  blows: Record<string, number>;
  /** By kind, how often it struck at Twilio. */
  faults: Record<string, number>;
  /** Events that a webhook of the shop got, and what is wrong with them. */
  events: number;
  wrongEvents: string[];
  /** Processes that ended without having been killed. */
  deaths: string[];
  /** By id, what is known of each message that was lost or doubled. */
  histories: Record<string, unknown>;
  /** The output of each process, by its name. */
  outputs: Record<string, string>;
};

type Scene = { stage: Stage; call: Call; receiver: Receiver };

/** After an absence, the next try comes later by up to this many times the absence. */
const backoff = 1.5;

const placeAndWreak = async ({ stage, call, receiver }: Scene, plan: Plan) => {
  const { messages, seed, overMs, awayMs, log } = plan;
  const startAt = performance.now();
  const orders = makeOrders({ count: messages, overMs, random: makeRandom(seed), startAt: Date.now() });
  const signal = AbortSignal.timeout(4 * overMs + giveUpMs);
  const placing = placeAll({ call, random: makeRandom(seed + 1), signal }, orders, startAt);
  const wreaking = wreak(stage, { overMs, random: makeRandom(seed + 2), log });
  // If anything fails, the stage is taken down only when no part of it is being restarted.
  const leaving = sleep(overMs / 3).then(() => receiver.goAway(awayMs));
  await Promise.allSettled([placing, wreaking, leaving]);
  const [blows, accepted] = await Promise.all([wreaking, placing]);
  log(
    `${((performance.now() - startAt) / 1000).toFixed(1)} s: all accepted, all blows dealt; waiting for the last to end`,
  );
  await untilAllOver(call);
  await receiver.untilCaughtUp(Math.max(giveUpMs, backoff * awayMs));
  return { accepted, blows, seconds: (performance.now() - startAt) / 1000 };
};

const readHistories = async (call: Call, ids: string[], created: { messageId: string }[]) => {
  const entries = ids.map(async (id) => {
    const atTwilio = created.filter(({ messageId }) => messageId === id);
    return [id, { atTwilio, inRecord: await readHistory(call, id) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};

/** Has messages accepted while everything breaks, waits for their ends, and holds the record against Twilio's. */
export const runChaos = async (plan: Plan): Promise<Outcome> => {
  const { engine, seed } = plan;
  await using stage = await setStage(engine, seed);
  const call = makeCall(stage.url);
  await loosenFaults(stage.simulator, seed);
  await using receiver = await startReceiver(call, makeRandom(seed + 3));
  const { accepted, blows, seconds } = await placeAndWreak({ stage, call, receiver }, plan);
  const [recorded, created] = await Promise.all([readRecorded(call), readCreated(stage.simulator)]);
  const verdict = judge({ accepted, recorded, created });
  const got = receiver.got();
  const suspects = [...verdict.doubled, ...verdict.lost.map(({ id }) => id)].slice(0, 20);
  const processes = [stage.api, ...stage.workers];
  return {
    ...verdict,
    engine,
    seed,
    seconds,
    blows,
    events: got.length,
    wrongEvents: judgeEvents({ recorded, got, forged: receiver.forged() }),
    faults: await readFaultCounts(stage.simulator),
    deaths: processes.flatMap((process) => process.deaths()),
    histories: await readHistories(call, suspects, created),
    outputs: Object.fromEntries(processes.map((process) => [process.name, process.output()])),
  };
};
