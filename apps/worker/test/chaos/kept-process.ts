import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedProcess } from '@recado/testing/servers';

export type KeptProcess = AsyncDisposable & {
  name: string;
  /** kill -9, and a new one after so many milliseconds. */
  kill: (downMs: number) => Promise<void>;
  /** Stops it in its tracks for so long, as an overloaded or suspended machine does. */
  freeze: (forMs: number) => Promise<void>;
  /** What it wrote, over all its lives. */
  output: () => string;
  /** Ends that nobody asked for. */
  deaths: () => string[];
};

/** Keeps one process running: it starts anew whenever it was killed. */
export const keepProcess = async (name: string, launch: () => StartedProcess): Promise<KeptProcess> => {
  const lives: StartedProcess[] = [];
  const deaths: string[] = [];
  let expected = false;
  let current = launch();

  const watch = async (life: StartedProcess) => {
    lives.push(life);
    const { code, signal } = await life.ended;
    if (!expected) deaths.push(`${name} ended with ${code ?? signal}: ${life.output.text().slice(-2_000)}`);
  };
  const start = async () => {
    expected = false;
    void watch(current);
    await current.ready();
  };

  await start();
  return {
    name,
    kill: async (downMs) => {
      expected = true;
      await current.kill('SIGKILL');
      await sleep(downMs);
      current = launch();
      await start();
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
