import type { IndexRotationStep } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkValuesOf, makeNextIndexOf } from '../src/encryption/blind-index.ts';
import { indexColumns } from '../src/encryption/sealed-columns.ts';
import { openIndexRotation, type Store } from '../src/index.ts';
import {
  afterNext,
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
import { partition } from './support/catalog.ts';
import { openRotatedStore } from './support/rotated-store.ts';
import { consent, noon } from './support/samples.ts';
import { keys } from './support/test-store.ts';

it('every column with a person’s index is among those that are rotated', async () => {
  await using test = await openRotatedStore();
  const rows = await test.sql(`
    select table_name || '.' || column_name as name from information_schema.columns
    where column_name like '%\\_index' and data_type = 'bytea' and table_schema = 'public'
      and table_name !~ ${partition}
    order by 1`);
  expect(indexColumns.map((names) => names.join('.'))).toEqual(rows.map(({ name }) => name));
});

describe('a rotation of the index', () => {
  let test: Awaited<ReturnType<typeof openWith>>;
  let store: Store;
  beforeAll(async () => {
    test = await openWith(next);
    store = test.running;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('does not begin before all processes have the key, nor with keys that the record is not under', async () => {
    const before = await everyIndex(test);
    {
      await using old = test.another();
      await old.checkReady();
      await expect(rotateTo(test, next)).rejects.toMatchObject({ code: 'process_has_other_index_keys' });
    }
    await expect(rotateTo(test, Buffer.concat([link(9), keys.indexKey]))).rejects.toMatchObject({
      code: 'wrong_index_key',
    });
    expect(await rotateTo(test, keys.indexKey)).toBe(0);
    expect(await everyIndex(test)).toEqual(before);
  });

  it('changes nothing but the indexes, and those of everybody, also whose number is nowhere any more', async () => {
    await store.saveOptOuts(stop(numberOf(1)), 'reply', noon);
    const [before, tables] = [await everyIndex(test), await describeTables(test)];
    const count = Object.values(before).flat().length;
    expect(await rotateTo(test, next)).toBe(count);
    const nextIndexOf = makeNextIndexOf([link(9)]);
    for (const [table, indexes] of Object.entries(await everyIndex(test))) {
      const expected = before[table]?.map((index) => nextIndexOf(Buffer.from(index, 'hex')).toString('hex'));
      expect(indexes).toEqual(expected?.toSorted());
    }
    expect(await describeTables(test)).toEqual(tables);
  });

  it('is over then: a second time nothing is done, and it is in the audit log once', async () => {
    const before = await everyIndex(test);
    await rotateTo(test, next);
    expect(await everyIndex(test)).toEqual(before);
    expect(await store.loadAuditEntries({ action: 'index_key.rotated', limit: 10 })).toMatchObject([
      { detail: { keys: 2 } },
    ]);
  });

  it('leaves processes that knew the key at work, and no others: neither new ones nor those that run', async () => {
    expect(await outcomeOf(store, numberOf(1))).toBe('opted_out');
    expect(await outcomeOf(store, '+551181000001')).toBe('opted_out');
    expect(await outcomeOf(store, numberOf(2))).toBe('created');
    for (const indexKey of [keys.indexKey, keyOf(link(11))]) {
      await using other = test.another({ indexKey });
      await expect(other.checkReady()).rejects.toMatchObject({ code: 'wrong_index_key' });
      await expect(outcomeOf(other, numberOf(1))).rejects.toThrow('without the index key in use');
      await expect(other.saveOptOuts(stop(numberOf(3)), 'api', noon)).rejects.toThrow('without the index key in use');
      await expect(other.findContact(numberOf(1))).rejects.toThrow('without the index key in use');
    }
  });

  it('can be followed by another', async () => {
    await store[Symbol.asyncDispose]();
    await using newer = test.another({ indexKey: afterNext });
    await newer.checkReady();
    const tables = await describeTables(test);
    await rotateTo(test, afterNext);
    expect(await describeTables(test)).toEqual(tables);
    expect(await outcomeOf(newer, numberOf(1))).toBe('opted_out');
  });
});

describe('beside all that runs, a rotation of the index', () => {
  it('finds every person throughout, with writes before and during the rotation', async () => {
    await using test = await openWith(next);
    const { running: store } = test;
    const said: string[] = [];
    let count = 0;
    const work = async ({ kind }: IndexRotationStep) => {
      if (kind === 'settled') return;
      const [stopped, other] = [numberOf((count += 1)), numberOf((count += 1))];
      await store.saveOptOuts(stop(stopped), 'reply', noon);
      await store.insertConsent(consent(other));
      expect(await outcomeOf(store, other)).toBe('created');
      said.push(stopped);
      for (const to of said.slice(-5)) expect(await outcomeOf(store, to), `${to} after ${kind}`).toBe('opted_out');
    };
    await rotateBetween(test, next, work);
    for (const to of said) expect(await outcomeOf(store, to)).toBe('opted_out');
    expect(said.length).toBeGreaterThan(20);
    expect(await store.findContact(numberOf(2))).toMatchObject({ messages: [{ count: 1 }] });
  });

  it('is done by one at a time', async () => {
    await using test = await openWith(next);
    await using one = openIndexRotation({ databaseUrl: test.url, indexKey: next });
    await one.begin();
    await expect(rotateTo(test, next)).rejects.toMatchObject({ code: 'rotation_under_way' });
  });
});

it('a database that an older version has rotated needs its keys once, and is then found under them', async () => {
  await using test = await openRotatedStore();
  await test.store.saveOptOuts(stop(numberOf(1)), 'reply', noon);
  await test.store[Symbol.asyncDispose]();
  const nextIndexOf = makeNextIndexOf([link(9)]);
  const [row] = await test.sql('select to_index from suppressions');
  await test.sql('update suppressions set to_index = $1', [nextIndexOf(row?.to_index as Buffer)]);
  await test.sql(`update encryption_keys set check_value = $1 where purpose = 'index'`, [checkValuesOf(next)[1]]);
  await using store = test.another({ indexKey: next });
  await expect(store.checkReady()).rejects.toMatchObject({ code: 'index_not_rotated' });
  await rotateTo(test, next);
  await store.checkReady();
  expect(await outcomeOf(store, numberOf(1))).toBe('opted_out');
  expect(await outcomeOf(store, numberOf(2))).toBe('created');
});
