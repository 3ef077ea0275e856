import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { judgeDeath } from './backoff.ts';
import type { Child, Exit } from './child.ts';

type Deps = {
  name: string;
  start: () => Child;
  clock: () => number;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  say: (text: string) => void;
};

export type Supervised = AsyncDisposable & {
  /** Rejects with a Failure when the process cannot be kept alive; resolves once disposed. */
  ended: Promise<void>;
};

const stopDeadlineMs = 20_000;

export const waitUnlessStopped = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

const wordsFor = ({ code, signal }: Exit): string => (signal ? `was ended by ${signal}` : `ended with code ${code}`);

const firstReady = async (name: string, child: Child, signal: AbortSignal): Promise<void> => {
  const died = child.exited.then((exit) => {
    throw new Failure('process_died', `${name} ${wordsFor(exit)} before it was ready. The lines above say why.`);
  });
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  await Promise.race([child.ready, died, stopped]);
};

/**
 * Starts a process and resolves when it is ready. From then on it is started again whenever it dies, each time a little
 * later, until it has died too quickly too often. Disposing stops it.
 */
export const supervise = async (deps: Deps, signal: AbortSignal): Promise<Supervised> => {
  const { name, start, clock, wait, say } = deps;
  const stopping = new AbortController();
  let startedAt = clock();
  let child = start();

  const keepAlive = async (): Promise<void> => {
    let quickDeaths = 0;
    for (;;) {
      const exit = await child.exited;
      if (stopping.signal.aborted) return;
      const verdict = judgeDeath(quickDeaths, clock() - startedAt);
      ({ quickDeaths } = verdict);
      if (verdict.kind === 'give-up')
        throw new Failure(
          'process_dies',
          `${name} ${wordsFor(exit)}, ${quickDeaths} times in a row soon after its start.`,
        );
      say(`${name} ${wordsFor(exit)}; starting it again in ${verdict.afterMs / 1000} s`);
      await wait(verdict.afterMs, stopping.signal);
      if (stopping.signal.aborted) return;
      startedAt = clock();
      child = start();
    }
  };

  const stop = async () => {
    stopping.abort();
    await child.stop(stopDeadlineMs);
  };
  try {
    signal.throwIfAborted();
    await firstReady(name, child, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const ended = keepAlive();
  ended.catch(() => undefined);
  return { ended, [Symbol.asyncDispose]: stop };
};
