import { byCommandLine, Unavailable } from '@recado/messaging';
import { openDatabase } from '@recado/testing';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { makeNextIndexOf } from '../src/encryption/blind-index.ts';
import { openIndexRotation } from '../src/index.ts';
import {
  describeTables,
  everyIndex,
  keyOf,
  link,
  next,
  numberOf,
  openWith,
  outcomeOf,
  rotateBetween,
  rotateTo,
  stop,
} from './support/rotated-index.ts';
import { message, noon } from './support/samples.ts';

describe('a rotation of the index that is broken off', () => {
  it('continues where it was, after each of its steps', async () => {
    await using test = await openWith(next);
    const { running: store } = test;
    const tables = await describeTables(test);
    await store.saveOptOuts(stop(numberOf(1)), 'reply', noon);
    const kinds = new Set<string>();
    for (;;) {
      await using rotation = openIndexRotation({ databaseUrl: test.url, indexKey: next });
      await rotation.begin();
      const step = await rotation.next(5);
      kinds.add(step.kind);
      if (step.kind === 'over') break;
      expect(await outcomeOf(store, numberOf(1))).toBe('opted_out');
    }
    expect([...kinds].toSorted()).toEqual(['batch', 'built', 'over', 'prepared', 'settled', 'switched']);
    expect(await describeTables(test)).toEqual(tables);
  });

  it('continues when its connections are ended at any time', async () => {
    await using test = await openWith(next);
    const { running: store } = test;
    const before = await everyIndex(test);
    const tables = await describeTables(test);
    // The rotation cannot get far before some of its connections were ended, however slow this loop is.
    await using holder = await openDatabase(test.url);
    await holder.query('begin; lock table messages in share row exclusive mode');
    const done = new AbortController();
    const rotated = (async () => {
      for (let tries = 0; tries < 200; tries += 1)
        try {
          await rotateTo(test, next);
          return;
        } catch (error) {
          if (!(error instanceof Unavailable)) throw error;
        }
      throw new Error('It never ended');
    })().finally(() => done.abort());
    let ended = 0;
    while (!done.signal.aborted) {
      const rows = await test.sql(`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'recado index rotation'`);
      ended += rows.length;
      if (ended > 3) await holder.query('rollback');
      // The pauses grow, so that the rotation gets through on any machine.
      await new Promise((resolve) => setTimeout(resolve, ended < 20 ? 7 : 50 * (ended - 16)));
    }
    await rotated;
    expect(ended).toBeGreaterThan(3);
    const nextIndexOf = makeNextIndexOf([link(9)]);
    for (const [table, indexes] of Object.entries(await everyIndex(test)))
      expect(indexes).toEqual(
        before[table]?.map((index) => nextIndexOf(Buffer.from(index, 'hex')).toString('hex')).toSorted(),
      );
    expect(await describeTables(test)).toEqual(tables);
    await store.checkReady();
  });

  it('can be given up for one to another key', async () => {
    await using test = await openWith(next);
    const { running: store } = test;
    const tables = await describeTables(test);
    await store.saveOptOuts(stop(numberOf(1)), 'reply', noon);
    {
      await using rotation = openIndexRotation({ databaseUrl: test.url, indexKey: next });
      await rotation.begin();
      for (let steps = 0; steps < 14; steps += 1) await rotation.next(500);
    }
    await store[Symbol.asyncDispose]();
    const other = keyOf(link(12));
    await using newer = test.another({ indexKey: other });
    await newer.checkReady();
    await rotateTo(test, other);
    expect(await outcomeOf(newer, numberOf(1))).toBe('opted_out');
    expect(await describeTables(test)).toEqual(tables);
  });
});

describe('beside all that runs, a rotation of the index', () => {
  it('does not restore a person who is erased during the rotation', async () => {
    await using test = await openWith(next);
    const { running: store } = test;
    const audit = { at: noon, actor: byCommandLine, action: 'contact.erased' };
    let erased = 0;
    for (const n of [1, 2, 3]) expect(await outcomeOf(store, numberOf(n))).toBe('created');
    await rotateBetween(test, next, async ({ kind }) => {
      const wanted = ['built', 'prepared', 'batch'].indexOf(kind) + 1;
      if (!wanted || erased & (1 << wanted)) return;
      erased |= 1 << wanted;
      await store.deleteContact({ to: numberOf(wanted), at: noon, audit });
    });
    expect(erased).toBe(0b1110);
    for (const n of [1, 2, 3]) expect(await store.findContact(numberOf(n))).toBeUndefined();
  });

  it('comes to an end beside those who write faster than it does', async () => {
    await using test = await openWith(next);
    const { running: store } = test;
    let batches = 0;
    await rotateBetween(test, next, async ({ kind }) => {
      if (kind !== 'batch') return;
      batches += 1;
      // The test is to end, too.
      if (batches > 40) throw new Error('It goes on and on');
      for (let count = 0; count < 12; count += 1) await store.insertMessage(message());
    });
    expect(await store.findContact(message().to)).toMatchObject({ messages: [{ count: batches * 12 }] });
  });

  it('waits for a file that is being imported, and blocks no other writer', async () => {
    await using test = await openWith(next);
    const { running: store } = test;
    const file = new pg.Client({ connectionString: test.url });
    await file.connect();
    await file.query('begin');
    await file.query('select from recipients limit 1');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    let waited = 0;
    await rotateBetween(test, next, async ({ kind }) => {
      if (kind === 'prepared' || kind === 'waits') await store.insertMessage(message());
      if (kind !== 'waits' || (waited += 1) < 3) return;
      await file.end();
    });
    expect(waited).toBeGreaterThanOrEqual(3);
    expect(await outcomeOf(store, numberOf(1))).toBe('created');
  });
});
