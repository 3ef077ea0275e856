import { randomBytes } from 'node:crypto';
import { createStore, migrate } from '@recado/store';
import { createTestDatabase } from '@recado/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataFolder } from '../src/data-folder/folder.ts';
import { openKeyring } from '../src/data-folder/keyring.ts';
import { makeFolder } from './support/folder.ts';
import { recado } from './support/terminal.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
});

afterAll(() => database[Symbol.asyncDispose]());

const encryptionKeys = [{ id: 'k1', key: randomBytes(32) }];
const [old, next] = [randomBytes(32), randomBytes(32)] as const;

const rotateWith = (keys: Buffer[], ...args: string[]) =>
  recado(['keys', 'rotate-index', ...args], {
    DATABASE_URL: database.url,
    RECADO_INDEX_KEY: keys.map((key) => key.toString('base64')).join(','),
  });

const storeWith = (...keys: Buffer[]) =>
  createStore({ databaseUrl: database.url, encryptionKeys, indexKey: Buffer.concat(keys) });

const person = { to: '+5511987654321', channels: ['sms' as const], purpose: 'all' as const };
const optOuts = [{ channel: 'sms', purpose: 'all' }];

test('people are found under the new key by those who run, once all of these have it', async () => {
  {
    await using store = storeWith(old);
    await store.checkKeys();
    await store.saveOptOuts(person, 'api', new Date());
    const early = await rotateWith([old, next]);
    expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('restart them one after the other') });
    expect(early.stderr.trim().split('\n')).toHaveLength(1);
  }
  expect(await rotateWith([next, old])).toMatchObject({ code: 1, stderr: expect.stringContaining('put back') });

  await using store = storeWith(old, next);
  await store.checkKeys();
  const rotated = await rotateWith([old, next]);
  expect(rotated).toMatchObject({ code: 0, stderr: '' });
  expect(rotated.stdout).toContain('From now on, people are found with the new key.');
  expect(rotated.stdout).toMatch(/Rows: 1\. Keep all its keys\.\n$/);
  for (const key of [old, next]) expect(rotated.stdout).not.toContain(key.toString('base64'));
  expect(await store.deleteOptOuts({ ...person, purpose: 'marketing' })).toMatchObject(optOuts);
  await store.checkKeys();
});

test('a second time nothing is done', async () => {
  const again = await rotateWith([old, next]);
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^All phone numbers are indexed with the last key/),
  });
});

test('a key of one’s own is not made by it', async () => {
  expect(await rotateWith([old], '--new-key')).toMatchObject({ code: 2, stderr: expect.stringContaining('openssl') });
});

test('must be a number from 1 to 100000', async () => {
  expect(await rotateWith([old], '--rate', 'fast')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('must be a number from 1 to 100000'),
  });
});

test('the keys of a data folder get a new one, and the database comes under it', async () => {
  await using folder = await makeFolder();
  await using own = await createTestDatabase();
  await migrate(own.url);
  const made = await openKeyring(await openDataFolder(folder.data));
  const storeOf = async () => {
    const indexKey = Buffer.concat(
      (await openKeyring(folder.data)).indexKey.split(',').map((key) => Buffer.from(key, 'base64')),
    );
    return createStore({ databaseUrl: own.url, encryptionKeys, indexKey });
  };
  {
    await using store = await storeOf();
    await store.checkKeys();
    await store.saveOptOuts(person, 'api', new Date());
  }
  const env = { DATABASE_URL: own.url, RECADO_DATA_DIR: folder.data };
  expect(await recado(['keys', 'rotate-index', '--new-key'], env)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Restart `recado up`'),
  });
  const [first, ...added] = (await openKeyring(folder.data)).indexKey.split(',');
  expect([first, added.length]).toEqual([made.indexKey, 1]);
  await using store = await storeOf();
  await store.checkKeys();
  expect(await recado(['keys', 'rotate-index'], env)).toMatchObject({ code: 0, stderr: '' });
  expect(await store.deleteOptOuts({ ...person, purpose: 'marketing' })).toMatchObject(optOuts);
});
