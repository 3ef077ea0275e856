import { setTimeout as sleep } from 'node:timers/promises';
import { effectiveRate, type RecordedSender } from '@recado/messaging';
import type { Logger } from 'pino';

/** The consumer takes a sender's jobs from its queue. */
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

type Running = SenderState & { consumer: Consumer };

/** A worker without jobs learns of the senders by its check-ins. It reads them itself when these end. */
const readWhenIdleMs = 6_000;

export type SenderSupervisor = {
  /** Follows the senders until the signal aborts and every consumer has returned its jobs. */
  run: () => Promise<void>;
  /** Takes senders that were read for another purpose; `askedAt` is by `performance.now()`. */
  learn: (senders: RecordedSender[], askedAt: number) => Promise<void>;
  /** Reads the senders now. */
  read: () => Promise<void>;
  /** Call this before each claim. A worker that was idle reads the senders first: nothing is sent by an old state. */
  beforeClaim: () => Promise<void> | undefined;
  /** The senders as they were read last. */
  known: () => readonly RecordedSender[];
};

/**
 * Keeps a consumer for every sender and applies changes: a new sender, another rate, a pause, a hold. While there are jobs,
 * it reads the senders every `everyMs`.
 */
export const makeSenderSupervisor = (deps: Deps): SenderSupervisor => {
  const running = new Map<string, Running>();
  let senders: RecordedSender[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let hasJobs = false;
  let isRunning = false;
  let reading: Promise<void> | undefined;
  let isUnread = false;
  let following = Promise.resolve();

  /**
   * One at a time, since a sender is started once. Nothing is taken before the supervisor runs. Only a state that was just
   * read is followed: the rate of an older one would replace the rate that another worker lowered since.
   */
  const followAll = (): Promise<void> => (following = followNext(following));
  const followNext = async (last: Promise<void>): Promise<void> => {
    await last;
    if (!isRunning || deps.signal.aborted) return;
    try {
      await Promise.all(senders.map((sender) => follow(running, sender, deps)));
    } catch (error) {
      deps.log.warn({ err: error }, 'Could not apply the state of a sender; it will be tried again');
    }
  };
  const learn = async (found: RecordedSender[], askedAt: number): Promise<void> => {
    if (askedAt < readAt) return;
    senders = found;
    readAt = askedAt;
    await followAll();
  };
  const readOnce = async (): Promise<void> => {
    const askedAt = performance.now();
    hasJobs = false;
    try {
      const found = await deps.findSenders();
      if (isUnread) deps.log.info('Senders read from PostgreSQL again');
      isUnread = false;
      await learn(found, askedAt);
    } catch (error) {
      const message = 'Could not read senders from PostgreSQL; continuing with the senders already loaded';
      if (!isUnread) deps.log.warn({ err: error }, message);
      isUnread = true;
    }
  };
  const read = (): Promise<void> => (reading ??= readOnce().finally(() => (reading = undefined)));
  const isOlderThan = (ms: number): boolean => performance.now() - readAt > ms;

  return {
    run: async () => {
      isRunning = true;
      // Nobody follows the senders that a check-in learned before.
      await read();
      while (!deps.signal.aborted) {
        await sleep(deps.everyMs, undefined, { signal: deps.signal }).catch(() => undefined);
        if (!deps.signal.aborted && isOlderThan(hasJobs ? deps.everyMs / 2 : readWhenIdleMs)) await read();
      }
      await following;
      await Promise.all([...running.values()].map(({ consumer }) => consumer.close()));
    },
    learn,
    read,
    beforeClaim: () => {
      hasJobs = true;
      return isOlderThan(deps.everyMs) ? read() : undefined;
    },
    known: () => senders,
  };
};

const start = async (
  running: Map<string, Running>,
  id: string,
  senderState: SenderState,
  deps: Deps,
): Promise<void> => {
  const consumer = await deps.consume({ id, mps: senderState.rate });
  running.set(id, { consumer, ...senderState });
  deps.log.info({ sender: id, rate: senderState.rate }, 'Sender started: the worker now takes its messages');
};

/** Updates one sender's consumer to the sender's state in PostgreSQL. */
const follow = async (running: Map<string, Running>, sender: RecordedSender, deps: Deps): Promise<void> => {
  const { id } = sender;
  const { rate, held } = senderStateOf(sender, deps.clock());
  const known = running.get(id);
  if (!known) {
    if (!held) await start(running, id, { rate, held }, deps);
    return;
  }
  if (known.rate !== rate) {
    known.consumer.setRate(rate);
    known.rate = rate;
    deps.log.info({ sender: id, rate, mps: sender.mps }, 'Sender rate changed');
  }
  if (known.held !== held) {
    await (held ? known.consumer.pause() : known.consumer.resume());
    known.held = held;
    deps.log.info({ sender: id }, held ? 'Sender paused' : 'Sender resumed');
  }
};

/** Holds the state of a sender in PostgreSQL. */
type SenderState = { rate: number; held: boolean };

/** Messages a second that the sender may send now, and whether it may not send at all: it is paused or on hold. */
export const senderStateOf = ({ mps, throttle, paused, onHold }: RecordedSender, now: Date): SenderState => ({
  rate: effectiveRate(mps, throttle, now),
  held: paused || (onHold !== undefined && onHold.until > now),
});

type Consumption = { pause: () => Promise<void>; resume: () => Promise<void> };

/**
 * Takes jobs only while there is no reason to pause. The sender's state and the connection to Twilio are independent
 * reasons.
 */
export const makePauseReasons = ({ pause, resume }: Consumption) => {
  const reasons = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();

  const addPause = async (reason: string): Promise<void> => {
    const first = reasons.size === 0;
    reasons.add(reason);
    if (first) await pause();
  };

  const removePause = async (reason: string): Promise<void> => {
    if (reasons.delete(reason) && reasons.size === 0) await resume();
  };

  return {
    addPause,
    removePause,
    isPausedFor: (reason: string): boolean => reasons.has(reason),
    /** Pauses for this many milliseconds; a running pause for the same reason is not extended. */
    pauseFor: async (reason: string, ms: number): Promise<void> => {
      if (reasons.has(reason)) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void removePause(reason);
      }, ms);
      timers.add(timer);
      await addPause(reason);
    },
    /** Releases nothing any more: the consumption ends. */
    [Symbol.dispose]: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
