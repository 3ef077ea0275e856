import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
beforeEach(() => test.sql('truncate task_leases, process_heartbeats'));
afterAll(() => test[Symbol.asyncDispose]());

const tasks = ['expire', 'requeue', 'resolve'];
const [one, other, third] = [randomUUID(), randomUUID(), randomUUID()];
const checkIn = (id: string, failing: string[] = [], store = test.store) =>
  store.checkIn({ worker: { id, host: 'here', startedAt: new Date(0) }, tasks, failing, leaseMs: 60_000 });
const bid = async (...its: Parameters<typeof checkIn>) => (await checkIn(...its)).tasks.toSorted();
/** The worker has not checked in for the time of a lease. */
const die = async (id: string) => {
  await test.sql(`update task_leases set until = now() - interval '1 ms' where holder = $1`, [id]);
  await test.sql(`update process_heartbeats set seen_at = now() - interval '61 s' where id = $1`, [id]);
};

it('of many workers that bid at once, one gets each task', async () => {
  const workers = Array.from({ length: 8 }, () => randomUUID());
  for (let round = 0; round < 5; round += 1) {
    await test.sql('truncate task_leases');
    const taken = (await Promise.all(workers.map((id) => bid(id)))).flat();
    expect(new Set(taken).size).toBe(taken.length);
    const held = [];
    for (const id of workers) held.push(...(await bid(id)));
    expect(held.toSorted()).toEqual(tasks);
  }
});

it('a worker renews its leases, and nobody else has them before the worker is dead', async () => {
  expect(await bid(one)).toEqual(tasks);
  expect(await bid(other)).toEqual([]);
  expect(await bid(one)).toEqual(tasks);
  await die(one);
  expect(await bid(other)).toEqual(tasks);
  expect(await bid(one)).toEqual([]);
});

it('the shares of the living workers add up to all tasks', async () => {
  const shares = async (...ids: string[]) => {
    for (const id of ids) await checkIn(id);
    const standings = await Promise.all(ids.map((id) => checkIn(id)));
    return standings.map(({ share }) => share).toSorted((least, most) => least - most);
  };
  expect(await shares(one)).toEqual([3]);
  expect(await shares(one, other)).toEqual([1, 2]);
  expect(await shares(one, other, third)).toEqual([1, 1, 1]);
  await die(third);
  expect(await shares(one, other)).toEqual([1, 2]);
});

it('a worker learns how many live, its own place among them, and the senders', async () => {
  await checkIn(one);
  await test.store.writeHeartbeat({ id: third, kind: 'api', host: 'here', startedAt: new Date(), seenAt: new Date() });
  await checkIn(other);
  const senders = await test.store.findSenders();
  for (const [rank, id] of [one, other].toSorted().entries())
    expect(await checkIn(id)).toMatchObject({ workers: 2, rank, senders });
});

it('a check-in tells when the database was seen, unless a later time is known', async () => {
  const { seenAt } = await test.store.recognizeRestore();
  expect((await checkIn(one)).seenAt).toEqual(seenAt);
  await test.sql(
    `update database_identity set seen_at = seen_at - interval '1 hour', written_by = pg_current_xact_id()::xid::text`,
  );
  expect((await checkIn(one)).seenAt).toBeUndefined();
  await test.sql(`delete from database_identity`);
  expect((await checkIn(one)).seenAt).toBeUndefined();
});

it('another worker takes the tasks that fail, and their failures end with that', async () => {
  await bid(one);
  expect(await bid(one, ['requeue'])).toEqual(tasks);
  expect(await bid(other)).toEqual(['requeue']);
  expect(await bid(one)).toEqual(['expire', 'resolve']);
  await bid(one, ['expire']);
  await bid(one);
  expect(await bid(other)).toEqual(['requeue']);
});

it('the tasks of a worker that stops are free at once', async () => {
  await bid(one);
  await bid(other);
  await test.store.checkOut(one);
  expect(await bid(other)).toEqual(tasks);
});

it('tasks that were handed over go to a worker that holds less than its share, or to any after the time of a lease', async () => {
  await bid(one);
  for (const id of [other, third]) expect(await bid(id)).toEqual([]);
  await test.store.releaseTasks(one, ['expire', 'requeue']);
  expect(await bid(one)).toEqual(['resolve']);
  expect(await bid(other)).toEqual(['expire']);
  expect(await bid(other)).toEqual(['expire']);
  await test.sql(`update task_leases set until = now() - interval '61 s' where task = 'requeue'`);
  expect(await bid(other)).toEqual(['expire', 'requeue']);
});

it('a row that another transaction holds makes nobody wait', async () => {
  await bid(one);
  await die(one);
  await test.sql('begin');
  await test.sql(`select from task_leases where task = 'requeue' for update`);
  expect(await bid(other)).toEqual(['expire', 'resolve']);
  await test.sql('rollback');
  expect(await bid(other)).toEqual(tasks);
});
