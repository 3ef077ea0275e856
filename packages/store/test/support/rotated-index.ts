import { rotate, type IndexRotationStep } from '@recado/messaging';
import { indexColumns } from '../../src/encryption/sealed-columns.ts';
import { openIndexRotation, type Store } from '../../src/index.ts';
import { partition } from './catalog.ts';
import { openRotatedStore } from './rotated-store.ts';
import { message } from './samples.ts';
import { keys } from './test-store.ts';

export const link = (byte: number) => Buffer.alloc(32, byte);
export const keyOf = (...links: Buffer[]) => Buffer.concat([keys.indexKey, ...links]);
export const [next, afterNext] = [keyOf(link(9)), keyOf(link(9), link(10))];

export const numberOf = (n: number) => `+5511981${String(n).padStart(6, '0')}`;
export const stop = (to: string) => ({ to, channels: ['whatsapp' as const], purpose: 'all' as const });

export type Opened = Awaited<ReturnType<typeof openRotatedStore>>;

/** A database with rows in every table, whose processes were restarted with one more key. */
export const openWith = async (indexKey: Buffer) => {
  const test = await openRotatedStore();
  await test.fill(6);
  await test.store[Symbol.asyncDispose]();
  const store = test.another({ indexKey });
  await store.checkReady();
  return { ...test, running: store };
};

export const everyIndex = async (test: Opened) => {
  const found: Record<string, string[]> = {};
  for (const [table, column] of indexColumns) {
    const rows = await test.sql(`select encode(${column}, 'hex') as index from ${table}`);
    found[table] = rows.map(({ index }) => String(index)).toSorted();
  }
  return found;
};

/** All that PostgreSQL has of the tables but the order of their columns. */
export const describeTables = (test: Opened) =>
  test.sql(`
    select 'index' as kind, case
        when tablename ~ ${partition} then regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') else indexdef
      end as definition
      from pg_indexes where schemaname = 'public'
    union all
    select 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
      from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'p', 'u', 'f')
    union all
    select 'column', table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
      from information_schema.columns where table_schema = 'public'
    union all
    select 'trigger', tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal
    order by 1, 2`);

export const rotateTo = async (
  test: Opened,
  indexKey: Buffer,
  onStep: (step: IndexRotationStep) => void = () => undefined,
) => {
  await using rotation = openIndexRotation({ databaseUrl: test.url, indexKey });
  return (await rotate<IndexRotationStep>(rotation, { rate: 100_000, onStep })).rows;
};

/** One step after another, and between them what the work does. */
export const rotateBetween = async (
  test: Opened,
  indexKey: Buffer,
  work: (step: IndexRotationStep) => Promise<void>,
) => {
  await using rotation = openIndexRotation({ databaseUrl: test.url, indexKey });
  await rotation.begin();
  for (;;) {
    const step = await rotation.next(10);
    if (step.kind === 'over') return step.rows;
    await work(step);
  }
};

export const outcomeOf = async (store: Store, to: string) => {
  const inserted = await store.insertMessage(message({ to }));
  return inserted.kind === 'excluded' ? inserted.reason : inserted.kind;
};
