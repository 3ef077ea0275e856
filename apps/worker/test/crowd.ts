import { expect } from 'vitest';
import type { System } from './system.ts';

const atOnce = 25;
const order = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };

/** Has so many messages accepted, some at the same time, and gives their ids. */
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

type Listed = { id: string; status: string; attempts: number; sent_at?: string };

/** All messages of the system, read page by page. */
export const listAll = async (system: System): Promise<Listed[]> => {
  const found: Listed[] = [];
  let cursor = '';
  do {
    const { body } = await system.call('GET', `/v1/messages?limit=100${cursor && `&cursor=${cursor}`}`);
    found.push(...(body.data as Listed[]));
    cursor = (body as { next_cursor?: string | null }).next_cursor ?? '';
  } while (cursor);
  return found;
};

/** How many messages Twilio has: one that is sent twice counts twice. */
export const countAtTwilio = async ({ simulator }: System): Promise<number> => {
  const stats = (await (await fetch(`${simulator.url}/simulator/stats`)).json()) as { created: number };
  return stats.created;
};

/** Waits until every message is delivered, and holds that Twilio was given each of them once. */
export const expectAllDeliveredOnce = async (system: System, ids: string[], withinMs: number): Promise<void> => {
  const undelivered = async () => {
    const all = await listAll(system);
    return all.filter(({ status }) => status !== 'delivered').map(({ id, status }) => `${id} ${status}`);
  };
  await expect.poll(undelivered, { timeout: withinMs, interval: 500 }).toEqual([]);
  expect((await listAll(system)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(await countAtTwilio(system)).toBe(ids.length);
};
