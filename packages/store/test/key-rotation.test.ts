import type { EncryptionRotationStep } from '@recado/messaging';
import pg from 'pg';
import { expect, it } from 'vitest';
import { writePage } from '../src/encryption/reseal-rows.ts';
import { sealedTables } from '../src/encryption/sealed-columns.ts';
import { createStore } from '../src/index.ts';
import { bothKeys, next, openRotatedStore } from './support/rotated-store.ts';
import { partition } from './support/catalog.ts';
import { message } from './support/samples.ts';
import { keys } from './support/test-store.ts';

it('every encrypted column of the schema is re-encrypted', async () => {
  await using test = await openRotatedStore();
  const rows = await test.sql(`
    select table_name || '.' || column_name as name from information_schema.columns
    where column_name like '%\\_sealed' and table_schema = 'public' and table_name !~ ${partition} order by 1`);
  const listed = sealedTables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  expect(listed.filter((name) => name !== 'settings.value').toSorted()).toEqual(rows.map(({ name }) => name));
});

it('every encrypted value is decrypted to the same text with the new key alone', async () => {
  await using test = await openRotatedStore();
  await test.fill(5);
  const before = await test.openAll(keys.encryptionKeys);
  // Four columns of recipients, four of a message and its fallback, two of what came in, one of a consent; one secret.
  expect(before).toHaveLength(5 * 12 + 2);
  await test.startWithNext();
  expect(await test.rotate()).toEqual({ resealed: 5 * 6 + 2, unreadable: 0 });
  expect(await test.openAll([next])).toEqual(before);
});

it('the new key alone is enough to start with, and the rotation stands in the audit log', async () => {
  await using test = await openRotatedStore();
  await test.fill(1);
  await test.startWithNext();
  await test.rotate();
  await test.another({ encryptionKeys: bothKeys }).checkKeys();
  await using store = createStore({ databaseUrl: test.url, ...keys, encryptionKeys: [next] });
  await store.checkReady();
  expect((await store.loadAuditEntries({ limit: 1 }))[0]).toMatchObject({
    action: 'encryption_key.rotated',
    object: 'k2',
    detail: { resealed: 8, unreadable: 0, retired: ['k1'] },
  });
});

it('continues after a kill where it was, in atomic steps', async () => {
  await using test = await openRotatedStore();
  await test.fill(40);
  await test.startWithNext();
  {
    await using rotation = test.open();
    await rotation.begin();
    for (let step = 0; step < 6; step += 1) await rotation.next(10);
  }
  expect(await test.keysInUse()).toEqual(['k1', 'k2']);
  const steps: EncryptionRotationStep[] = [];
  await test.rotate((step) => steps.push(step));
  // All recipients were done, and ten fallbacks.
  const first = steps.find(({ kind }) => kind === 'batch');
  expect(first).toMatchObject({ table: 'fallbacks', pass: 1, seen: 30 });
  expect(await test.keysInUse()).toEqual(['k2']);
});

it('may run several times at once', async () => {
  await using test = await openRotatedStore();
  await test.fill(30);
  const before = await test.openAll(keys.encryptionKeys);
  await test.startWithNext();
  const rotated = await Promise.all(Array.from({ length: 4 }, () => test.rotate(undefined, 7)));
  expect(rotated).toEqual(rotated.map(() => ({ resealed: 30 * 6 + 2, unreadable: 0 })));
  expect(await test.openAll([next])).toEqual(before);
});

it('a second rotation has nothing to do, and finds values that were encrypted with the old key later', async () => {
  await using test = await openRotatedStore();
  await test.fill(2);
  await test.startWithNext();
  await test.rotate();
  expect(await test.rotate()).toEqual({ resealed: 0, unreadable: 0 });
  await test.sealWithOld((store) => store.insertMessage(message()));
  expect(await test.keysInUse()).toEqual(['k1', 'k2']);
  expect(await test.rotate()).toEqual({ resealed: 1, unreadable: 0 });
  expect(await test.keysInUse()).toEqual(['k2']);
});

it('skips locked rows and comes back to them; it does not end while older work is under way', async () => {
  await using test = await openRotatedStore();
  await test.fill(3);
  await test.startWithNext();
  const worker = new pg.Client({ connectionString: test.url, application_name: 'recado bulk' });
  await worker.connect();
  await worker.query('begin');
  await test.sql('select pg_sleep(0.01)');
  await using rotation = test.open();
  await rotation.begin();
  expect(await rotation.next(500)).toEqual({ kind: 'waits' });
  await worker.query('commit');

  // From here on it is younger than the pass, and holds all messages.
  await worker.query('begin');
  await worker.query('select from messages for update');
  const steps: EncryptionRotationStep[] = [];
  while (steps.at(-1)?.kind !== 'waits') steps.push(await rotation.next(500));
  expect(steps.filter(({ kind }) => kind === 'batch')).toHaveLength(sealedTables.length);
  expect(steps).toContainEqual({ kind: 'batch', table: 'messages', pass: 1, seen: 3, changed: 0 });
  expect(await test.keysInUse()).toEqual(['k1', 'k2']);

  await worker.query('commit');
  expect(await test.rotate()).toEqual({ resealed: 20, unreadable: 0 });
  expect(await test.keysInUse()).toEqual(['k2']);
  await worker.end();
});

it('leaves a value that another transaction has changed', async () => {
  await using test = await openRotatedStore();
  const { id } = message();
  await test.store.insertMessage(message({ id }));
  const [row] = await test.sql('select to_sealed from messages where id = $1', [id]);
  const table = sealedTables.find(({ name }) => name === 'messages');
  if (!table) throw new Error('no messages');
  const renewed = [Buffer.from('renewed'), null];
  const stale = { key: [id], bytes: [Buffer.from('what it was'), null], renewed };
  expect(await writePage(test.db, table, [stale])).toBe(0);
  const bytes = [row?.to_sealed as Buffer, null];
  expect(await writePage(test.db, table, [{ key: [id], bytes, renewed }])).toBe(1);
  expect(await test.sql('select to_sealed from messages where id = $1', [id])).toEqual([{ to_sealed: renewed[0] }]);
});

it('reports values that no key decrypts, leaves them, and then drops no key', async () => {
  await using test = await openRotatedStore();
  await test.fill(2);
  await test.startWithNext();
  const [damaged] = await test.sql(`
    update messages set to_sealed = set_byte(to_sealed, 20, get_byte(to_sealed, 20) # 1)
    where id = (select min(id::text)::uuid from messages) returning to_sealed`);
  expect(await test.rotate()).toEqual({ resealed: 2 * 6 + 1, unreadable: 1 });
  const [kept] = await test.sql('select to_sealed from messages where to_sealed = $1', [damaged?.to_sealed]);
  expect(kept).toEqual(damaged);
  await expect(test.another({ encryptionKeys: [next] }).checkKeys()).rejects.toMatchObject({
    code: 'lost_encryption_key',
  });
});

it('does not begin before all processes seal with the new key, nor without the old one', async () => {
  await using test = await openRotatedStore();
  await expect(test.rotate()).rejects.toMatchObject({
    code: 'unknown_to_processes',
    message: expect.stringMatching(/"k2".*RECADO_ENCRYPTION_KEYS/s),
  });
  await test.startWithNext();
  await test.sealWithOld(async (store) => {
    await store.ping();
    await expect(test.rotate()).rejects.toMatchObject({
      code: 'process_seals_with_another_key',
      message: expect.stringMatching(/"k2".*RECADO_ENCRYPTION_KEYS/s),
    });
  });
  await expect(test.another({ encryptionKeys: [next] }).checkKeys()).rejects.toMatchObject({
    code: 'lost_encryption_key',
  });
});

it('does not end while a process encrypts with the old key, and re-encrypts its values', async () => {
  await using test = await openRotatedStore();
  await test.fill(1);
  await test.startWithNext();
  await using rotation = test.open();
  await rotation.begin();
  await test.sealWithOld(async (store) => {
    await store.ping();
    expect(await rotation.next(500)).toEqual({ kind: 'waits' });
  });
  const goOn = async () => {
    let step = await rotation.next(500);
    while (step.kind === 'waits') step = await rotation.next(500);
    return step;
  };
  const tables = sealedTables.length;
  for (let step = 0; step < tables; step += 1) expect(await goOn()).toMatchObject({ pass: 1 });
  for (let step = 1; step < tables; step += 1) expect(await goOn()).toMatchObject({ pass: 2 });
  await test.sealWithOld(async (store) => {
    await store.insertMessage(message());
    expect(await rotation.next(500)).toMatchObject({ pass: 2 });
    expect(await rotation.next(500)).toEqual({ kind: 'waits' });
  });
  expect(await test.rotate()).toEqual({ resealed: 9, unreadable: 0 });
  expect(await test.keysInUse()).toEqual(['k2']);
});
