import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

type ClosedLoopOptions = {
  /** Makes the nth request; each has its own n. */
  send: (n: number) => Promise<void>;
  concurrency: number;
  durationMs: number;
};

/** Sends the next as soon as one is answered: as fast as it goes. Answers a second. */
export const closedLoop = async ({ send, concurrency, durationMs }: ClosedLoopOptions): Promise<number> => {
  const began = performance.now();
  let next = 0;
  const turn = async () => {
    while (performance.now() - began < durationMs) await send(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, turn));
  return (next / (performance.now() - began)) * 1000;
};

type OpenLoopOptions = {
  /** Makes the nth request; each has its own n. */
  send: (n: number) => Promise<void>;
  perSecond: number;
  durationMs: number;
};

/**
 * Sends at a constant rate, whatever the answers take, as many callers do who know nothing of each other. Gives the
 * milliseconds that each answer took since its request was due: a server that halts makes all of them wait, not one.
 */
export const openLoop = async ({ send, perSecond, durationMs }: OpenLoopOptions): Promise<number[]> => {
  const began = performance.now();
  const total = Math.round((perSecond * durationMs) / 1000);
  const dueAt = (n: number) => began + (n * 1000) / perSecond;
  const timed = async (n: number) => {
    await send(n);
    return performance.now() - dueAt(n);
  };
  const answers: Promise<number>[] = [];
  while (answers.length < total) {
    while (answers.length < total && dueAt(answers.length) <= performance.now()) answers.push(timed(answers.length));
    await sleep(1);
  }
  return Promise.all(answers);
};

export type Request = { path: string; headers: Record<string, string>; body: string };

/** Posts over kept-alive connections, at most `connections` of them. Throws at an answer that is not `expected`. */
export const makePoster = (url: string, { connections, expected }: { connections: number; expected: number }) => {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const post = async ({ path, headers, body }: Request): Promise<void> => {
    const answer = await pool.request({ method: 'POST', path, headers, body });
    if (answer.statusCode === expected) return answer.body.dump();
    throw new Error(`${path} answered ${answer.statusCode}: ${await answer.body.text()}`);
  };
  return { post, [Symbol.asyncDispose]: () => pool.close() };
};
