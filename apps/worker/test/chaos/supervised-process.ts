import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedProcess } from '@recado/testing/servers';

export type SupervisedProcess = AsyncDisposable & {
  name: string;
  /** Kills the process with kill -9, and starts a new one after this many milliseconds, or when `down` resolves. */
  kill: (down: number | Promise<unknown>) => Promise<void>;
  /** Stops it in its tracks for so long, as an overloaded or suspended machine does. */
  freeze: (forMs: number) => Promise<void>;
  /** The output of all its runs. */
  output: () => string;
  /** Unexpected exits. */
  deaths: () => string[];
};

const mostTries = 5;

/** Keeps one process running: it is started again after every kill and every failed start. */
export const superviseProcess = async (name: string, launch: () => StartedProcess): Promise<SupervisedProcess> => {
  const lives: StartedProcess[] = [];
  const deaths: string[] = [];
  let expected = false;

  const watch = async ({ ended, output }: StartedProcess) => {
    const { code, signal } = await ended;
    if (!expected) deaths.push(`${name} ended with ${code ?? signal}: ${output.text().slice(-2_000)}`);
  };
  const live = (): StartedProcess => {
    const life = launch();
    lives.push(life);
    expected = false;
    void watch(life);
    return life;
  };
  const start = async (triesLeft = mostTries): Promise<StartedProcess> => {
    const life = live();
    try {
      await life.ready();
      return life;
    } catch (error) {
      if (triesLeft === 1) throw error;
      return start(triesLeft - 1);
    }
  };

  let current = await start();
  return {
    name,
    kill: async (down) => {
      expected = true;
      await current.kill('SIGKILL');
      await (typeof down === 'number' ? sleep(down) : down);
      current = await start();
    },
    freeze: async (forMs) => {
      current.send('SIGSTOP');
      await sleep(forMs);
      current.send('SIGCONT');
    },
    output: () => lives.map(({ output }) => output.text()).join(''),
    deaths: () => deaths,
    [Symbol.asyncDispose]: async () => {
      expected = true;
      await current[Symbol.asyncDispose]();
    },
  };
};
