import { Unavailable } from '@recado/messaging';
import { createStore, migrate, type Store } from '../src/index.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCuttableLine } from './support/cuttable-line.ts';
import { cancellation, message, noon, sender, submitted } from './support/samples.ts';
import { keys, openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

const claimed = async () => {
  const { id } = message();
  await test.store.insertMessage(message({ id }));
  await test.claim(id, noon);
  return id;
};

describe('while PostgreSQL is away', () => {
  it('every call says so, and works again when it is back', async () => {
    const line = await openCuttableLine(test.url);
    await using store = createStore({ databaseUrl: line.url, ...keys });
    await store.ping();
    await line.cut();
    const calls = [
      () => store.ping(),
      () => store.checkReady(),
      () => store.findSenders(),
      () => store.insertMessage(message()),
      () => test.claim(message().id, noon, store),
      () => store.loadMessage(message().id),
      () => migrate(line.url),
    ];
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(Unavailable);
    await line.mend();
    await store.ping();
    expect(await store.insertMessage(message())).toEqual({ kind: 'created' });
    await store[Symbol.asyncDispose]();
    await line.cut();
  });

  it('the record of an attempt waits for it', async () => {
    const id = await claimed();
    const line = await openCuttableLine(test.url);
    await using store = createStore({ databaseUrl: line.url, ...keys });
    await line.cut();
    const recorded = store.record(submitted(id));
    await expect(store.ping()).rejects.toBeInstanceOf(Unavailable);
    await line.mend();
    await recorded;
    expect((await test.store.loadMessage(id))?.message.status).toBe('sent');
    await store[Symbol.asyncDispose]();
    await line.cut();
  });

  it('the record of an attempt waits no longer than it may', async () => {
    const id = await claimed();
    const line = await openCuttableLine(test.url);
    const stop = new AbortController();
    await using store = createStore({ databaseUrl: line.url, ...keys, signal: stop.signal });
    await line.cut();
    const recorded = store.record(submitted(id));
    stop.abort();
    await expect(recorded).rejects.toBeInstanceOf(Unavailable);
  });

  it('a broken idle connection is logged and does no more', async () => {
    const warn = vi.fn();
    const line = await openCuttableLine(test.url);
    await using store = createStore({ databaseUrl: line.url, ...keys, log: { warn } });
    await store.ping();
    await line.cut();
    await expect.poll(() => warn).toHaveBeenCalled();
    await expect(store.ping()).rejects.toBeInstanceOf(Unavailable);
  });
});

describe('when a connection breaks in the middle of a call', () => {
  /** Locks the row, so that others wait for it. */
  const lockRow = async (id: string) => {
    const holder = new pg.Client({ connectionString: test.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from messages where id = $1 for update', [id]);
    return holder;
  };
  const waiting = () =>
    test.sql(`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);

  it.each<[string, (store: Store, id: string) => Promise<unknown>]>([
    ['cancel', (store, id) => store.saveCancellations(cancellation(id, noon))],
    ['claim', (store, id) => test.claim(id, noon, store)],
  ])('%s says that PostgreSQL is away, and the process lives on', async (_name, call) => {
    const { id } = message();
    await test.store.insertMessage(message({ id }));
    const holder = await lockRow(id);
    const line = await openCuttableLine(test.url);
    await using store = createStore({ databaseUrl: line.url, ...keys });
    const failure = call(store, id).catch((error: unknown) => error);
    await expect.poll(waiting).toHaveLength(1);
    await line.cut();
    expect(await failure).toBeInstanceOf(Unavailable);
    await holder.end();
  });

  it('a server that shuts down is away, and is found again', async () => {
    const { id } = message();
    await test.store.insertMessage(message({ id }));
    const holder = await lockRow(id);
    const store = test.another();
    const failure = test.claim(id, noon, store).catch((error: unknown) => error);
    await expect.poll(waiting).toHaveLength(1);
    for (const { pid } of await waiting()) await test.sql('select pg_terminate_backend($1)', [pid]);
    expect(await failure).toBeInstanceOf(Unavailable);
    await holder.query('rollback');
    await holder.end();
    expect(await test.claim(id, noon, store)).toMatchObject({ kind: 'claimed' });
  });
});
