import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedSender } from '@recado/messaging';
import type { Logger } from 'pino';
import { standOf, type Stand } from '../senders/stand-of.ts';

/** What takes a sender's jobs from its queue. */
export type Consumer = {
  /** Messages a second. */
  setRate: (rate: number) => void;
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  close: () => Promise<void>;
};

type Deps = {
  clock: () => Date;
  findSenders: () => Promise<RecordedSender[]>;
  consume: (sender: { id: string; mps: number }) => Promise<Consumer> | Consumer;
  everyMs: number;
  signal: AbortSignal;
  log: Logger;
};

type Running = Stand & { consumer: Consumer };

const start = async (running: Map<string, Running>, id: string, stand: Stand, deps: Deps): Promise<void> => {
  const consumer = await deps.consume({ id, mps: stand.rate });
  running.set(id, { consumer, ...stand });
  deps.log.info({ sender: id, rate: stand.rate }, 'taking messages of sender');
};

/** Brings one sender's consumer in line with what the record says of the sender. */
const follow = async (running: Map<string, Running>, sender: RecordedSender, deps: Deps): Promise<void> => {
  const { id } = sender;
  const { rate, held } = standOf(sender, deps.clock());
  const known = running.get(id);
  if (!known) {
    if (!held) await start(running, id, { rate, held }, deps);
    return;
  }
  if (known.rate !== rate) {
    known.consumer.setRate(rate);
    known.rate = rate;
    deps.log.info({ sender: id, rate, mps: sender.mps }, 'rate of sender changed');
  }
  if (known.held !== held) {
    await (held ? known.consumer.pause() : known.consumer.resume());
    known.held = held;
    deps.log.info({ sender: id }, held ? 'sender paused' : 'sender resumed');
  }
};

const followAll = async (running: Map<string, Running>, deps: Deps): Promise<void> => {
  try {
    const senders = await deps.findSenders();
    await Promise.all(senders.map((sender) => follow(running, sender, deps)));
  } catch (error) {
    deps.log.warn({ err: error }, 'senders cannot be read now; the known ones go on');
  }
};

/**
 * Keeps a consumer for every sender and follows what changes: a new sender, another rate, a pause, a rest. Resolves when
 * the signal aborts and every consumer has let go of its jobs.
 */
export const superviseSenders = async (deps: Deps): Promise<void> => {
  const running = new Map<string, Running>();
  while (!deps.signal.aborted) {
    await followAll(running, deps);
    await sleep(deps.everyMs, undefined, { signal: deps.signal }).catch(() => undefined);
  }
  await Promise.all([...running.values()].map(({ consumer }) => consumer.close()));
};
