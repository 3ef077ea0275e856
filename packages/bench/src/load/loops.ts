import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

type ClosedLoopOptions = {
  /** Makes the nth request. Each request has its own n. */
  send: (n: number) => Promise<void>;
  concurrency: number;
  durationMs: number;
};

/** Sends the next request as soon as one is answered, and returns the responses per second. */
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
  /** Makes the nth request. Each request has its own n. */
  send: (n: number) => Promise<void>;
  perSecond: number;
  durationMs: number;
};

/**
 * Sends at a constant rate regardless of the responses, like many independent callers. Returns the milliseconds from each
 * request's due time to its response, so a server that halts delays all of them, not only one.
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

/** Posts over at most `connections` kept-alive connections. Throws if a response is not `expected`. */
export const makePoster = (url: string, { connections, expected }: { connections: number; expected: number }) => {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const post = async ({ path, headers, body }: Request): Promise<void> => {
    const answer = await pool.request({ method: 'POST', path, headers, body });
    if (answer.statusCode === expected) return answer.body.dump();
    throw new Error(`${path} answered ${answer.statusCode}: ${await answer.body.text()}`);
  };
  return { post, [Symbol.asyncDispose]: () => pool.close() };
};
