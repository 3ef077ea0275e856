import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedSender } from '@recado/messaging';
import type { Logger } from 'pino';

/** What takes a sender's jobs from its queue. */
export type Consumer = {
  setRate: (mps: number) => void;
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  close: () => Promise<void>;
};

type Deps = {
  findSenders: () => Promise<RecordedSender[]>;
  consume: (sender: RecordedSender) => Promise<Consumer> | Consumer;
  everyMs: number;
  signal: AbortSignal;
  log: Logger;
};

type Running = { consumer: Consumer; mps: number; paused: boolean };

/** Brings one sender's consumer in line with what the record says of the sender. */
const follow = async (running: Map<string, Running>, sender: RecordedSender, deps: Deps): Promise<void> => {
  const known = running.get(sender.id);
  if (!known) {
    if (sender.paused) return;
    const consumer = await deps.consume(sender);
    running.set(sender.id, { consumer, mps: sender.mps, paused: false });
    deps.log.info({ sender: sender.id, mps: sender.mps }, 'taking messages of sender');
    return;
  }
  if (known.mps !== sender.mps) {
    known.consumer.setRate(sender.mps);
    known.mps = sender.mps;
    deps.log.info({ sender: sender.id, mps: sender.mps }, 'rate of sender changed');
  }
  if (known.paused !== sender.paused) {
    await (sender.paused ? known.consumer.pause() : known.consumer.resume());
    known.paused = sender.paused;
    deps.log.info({ sender: sender.id }, sender.paused ? 'sender paused' : 'sender resumed');
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
 * Keeps a consumer for every sender and follows what changes: a new sender, another rate, a pause. Resolves when the
 * signal aborts and every consumer has let go of its jobs.
 */
export const superviseSenders = async (deps: Deps): Promise<void> => {
  const running = new Map<string, Running>();
  while (!deps.signal.aborted) {
    await followAll(running, deps);
    await sleep(deps.everyMs, undefined, { signal: deps.signal }).catch(() => undefined);
  }
  await Promise.all([...running.values()].map(({ consumer }) => consumer.close()));
};
