import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from './orders.ts';
import type { Random } from './random.ts';

export type Call = (
  method: string,
  path: string,
  options?: { body?: unknown; key?: string; withinMs?: number },
) => Promise<{ status: number; body: unknown }>;

const patientMs = 10_000;
const shareImpatient = 0.05;
const shareRepeated = 0.1;

type Deps = { call: Call; random: Random; signal: AbortSignal };

/** These are repeated: a broken connection, an absent API, and a key that is in use. */
const isAnswer = (status: number) => status < 500 && status !== 409 && status !== 429;

/** Repeats one request under its key until it is answered, also through outages of the API. */
const postUntilAnswered = async ({ call, random, signal }: Deps, { key, body }: Order): Promise<string> => {
  let withinMs = random.next() < shareImpatient ? random.between(2, 40) : patientMs;
  for (;;) {
    signal.throwIfAborted();
    const answer = await call('POST', '/v1/messages', { body, key, withinMs }).catch(() => undefined);
    if (answer && isAnswer(answer.status)) {
      if (answer.status !== 202)
        throw new Error(`${key} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return (answer.body as { id: string }).id;
    }
    withinMs = patientMs;
    await sleep(random.between(50, 300), undefined, { signal });
  }
};

/** The ids under which an order was accepted: one, however often it was asked for. */
const place = async (deps: Deps, order: Order, startAt: number): Promise<[string, Set<string>]> => {
  await sleep(Math.max(0, startAt + order.atMs - performance.now()), undefined, { signal: deps.signal });
  const ids = new Set([await postUntilAnswered(deps, order)]);
  if (deps.random.next() < shareRepeated) ids.add(await postUntilAnswered(deps, order));
  return [order.key, ids];
};

/** As many requests are out at a time as a shop's backend has connections. */
const tills = 40;

/** Asks for every order at its time, or as soon as a till is free. Gives by key the ids that were answered. */
export const placeAll = async (deps: Deps, orders: Order[], startAt: number): Promise<Map<string, Set<string>>> => {
  const waiting = orders.values();
  const placed = new Map<string, Set<string>>();
  const serve = async () => {
    for (const order of waiting) placed.set(...(await place(deps, order, startAt)));
  };
  await Promise.all(Array.from({ length: tills }, serve));
  return placed;
};
