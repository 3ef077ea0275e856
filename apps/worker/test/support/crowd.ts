import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { System } from './system.ts';

const atOnce = 25;
const pauseMs = 150;
const order = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };

/** Sends this many messages to the API, some at the same time, and returns their ids. */
export const acceptMany = async (system: System, count: number, more: object = {}): Promise<string[]> => {
  const ids: string[] = [];
  const acceptOne = async () => {
    const { status, body } = await system.call('POST', '/v1/messages', { ...order, ...more });
    expect(status).toBe(202);
    ids.push(body.id);
  };
  while (ids.length < count) await Promise.all(Array.from({ length: Math.min(atOnce, count - ids.length) }, acceptOne));
  return ids;
};

/** Has some accepted again and again until the signal comes: a steady load, which leaves the machine time for all else. */
export const acceptUntil = async (system: System, signal: AbortSignal): Promise<string[]> => {
  const ids: string[] = [];
  while (!signal.aborted) {
    ids.push(...(await acceptMany(system, atOnce)));
    await sleep(pauseMs);
  }
  return ids;
};

type Listed = { id: string; status: string; attempts: number; sent_at?: string };

/** All messages of the system, read page by page. */
export const listAll = async (system: System): Promise<Listed[]> => {
  const found: Listed[] = [];
  let cursor = '';
  do {
    const { body } = await system.call('GET', `/v1/messages?limit=200${cursor && `&cursor=${cursor}`}`);
    found.push(...(body.data as Listed[]));
    cursor = (body as { next_cursor?: string | null }).next_cursor ?? '';
  } while (cursor);
  return found;
};

/** Watches how long no message comes to Twilio between two others, by a clock that nobody sets, until disposal. */
export const watchPauses = (system: System) => {
  const end = new AbortController();
  const seen = { messages: 0, at: 0, longestMs: 0 };
  const watch = async () => {
    while (!end.signal.aborted) {
      const [messages, at] = [await countAtTwilio(system), performance.now()];
      if (seen.messages > 0 && messages > seen.messages) seen.longestMs = Math.max(seen.longestMs, at - seen.at);
      if (messages > seen.messages) Object.assign(seen, { messages, at });
      await sleep(lookMs);
    }
  };
  const watching = watch();
  const stop = () => {
    end.abort();
    return watching;
  };
  return { longestMs: () => seen.longestMs, [Symbol.asyncDispose]: stop };
};

const lookMs = 100;

/** The number of messages at Twilio: one that is sent twice counts twice. */
export const countAtTwilio = async ({ simulator }: System): Promise<number> => {
  const stats = (await (await fetch(`${simulator.url}/simulator/stats`)).json()) as { created: number };
  return stats.created;
};

const onTheWay = ['accepted', 'sending', 'sent'];

/** A few of the messages that have not come to their end. */
const findUnended = async (system: System): Promise<string[]> => {
  const pages = await Promise.all(
    onTheWay.map((status) => system.call('GET', `/v1/messages?status=${status}&limit=5`)),
  );
  return pages.flatMap(({ body }) => (body.data as Listed[]).map(({ id, status }) => `${id} ${status}`));
};

/** Waits until every message is delivered, and holds that Twilio was given each of them once. */
export const expectAllDeliveredOnce = async (system: System, ids: string[]): Promise<void> => {
  await expect.poll(() => findUnended(system), { interval: 500 }).toEqual([]);
  const all = await listAll(system);
  expect(all.filter(({ status }) => status !== 'delivered')).toEqual([]);
  expect(all.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(await countAtTwilio(system)).toBe(ids.length);
};

export type AtTwilio = { to: string; created_at: string };

/** The messages that were created at the simulator, in their order. */
export const readAtTwilio = async ({ simulator }: System): Promise<AtTwilio[]> => {
  const text = await (await fetch(`${simulator.url}/simulator/messages`)).text();
  return text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as AtTwilio] : []));
};
