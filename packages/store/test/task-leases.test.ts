import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
beforeEach(() => test.sql('truncate task_leases'));
afterAll(() => test[Symbol.asyncDispose]());

const tasks = ['expire', 'requeue', 'resolve'];
const [one, other] = [randomUUID(), randomUUID()];
const bid = async (holder: string, failing: string[] = [], store = test.store) =>
  (await store.takeTasks({ holder, tasks, failing, leaseMs: 60_000 })).toSorted();
const end = () => test.sql(`update task_leases set until = now() - interval '1 ms'`);

it('of many workers that bid at once, one gets each task', async () => {
  for (let round = 0; round < 5; round += 1) {
    await end();
    const bids = await Promise.all(Array.from({ length: 8 }, () => bid(randomUUID())));
    expect(bids.flat().toSorted()).toEqual(tasks);
  }
});

it('a worker renews its leases, and nobody else has them before they end', async () => {
  expect(await bid(one)).toEqual(tasks);
  expect(await bid(other)).toEqual([]);
  expect(await bid(one)).toEqual(tasks);
  await end();
  expect(await bid(other)).toEqual(tasks);
  expect(await bid(one)).toEqual([]);
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

it('released tasks are free at once', async () => {
  await bid(one);
  await test.store.releaseTasks(one);
  expect(await bid(other)).toEqual(tasks);
});

it('a row that another transaction holds makes nobody wait', async () => {
  await bid(one);
  await end();
  await test.sql('begin');
  await test.sql(`select from task_leases where task = 'requeue' for update`);
  expect(await bid(other)).toEqual(['expire', 'resolve']);
  await test.sql('rollback');
  expect(await bid(other)).toEqual(tasks);
});
