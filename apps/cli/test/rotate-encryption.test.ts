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

const indexKey = randomBytes(32);
const [old, next] = ['k1', 'k2'].map((id) => ({ id, key: randomBytes(32) })) as [Key, Key];
type Key = { id: string; key: Buffer };

const written = (keys: Key[]) => keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');

const rotateWith = (keys: Key[], ...args: string[]) =>
  recado(['keys', 'rotate-encryption', ...args], {
    DATABASE_URL: database.url,
    RECADO_ENCRYPTION_KEYS: written(keys),
  });

const storeWith = (encryptionKeys: Key[]) => createStore({ databaseUrl: database.url, encryptionKeys, indexKey });

const testNumbers = ['+5511987654321'];

test('everything is encrypted with the new key once a process was started with it, and the old one may be removed', async () => {
  {
    await using store = storeWith([old]);
    await store.checkKeys();
    await store.changeSettings({ testNumbers }, new Date());
  }
  const early = await rotateWith([next, old]);
  expect(early).toMatchObject({ code: 1, stderr: expect.stringMatching(/"k2".*every API and worker/) });
  expect(early.stderr.trim().split('\n')).toHaveLength(1);

  {
    await using started = storeWith([next, old]);
    await started.checkKeys();
  }
  const rotated = await rotateWith([next, old], '--rate', '100');
  expect(rotated).toMatchObject({ code: 0, stderr: '' });
  expect(rotated.stdout).toContain('All data is encrypted with "k2". Rows re-encrypted: 1.');
  expect(rotated.stdout).toMatch(/"k1" is not used any more\. Remove it from RECADO_ENCRYPTION_KEYS/);
  for (const { key } of [old, next]) expect(rotated.stdout).not.toContain(key.toString('base64'));

  await using store = storeWith([next]);
  await store.checkKeys();
  expect(await store.findTestNumbers()).toEqual(testNumbers);
  expect(await rotateWith([next])).toMatchObject({ code: 0, stdout: expect.stringContaining('re-encrypted: 0.') });
});

test.each([
  [['--rate', '0'], 2, 'rate'],
  [['--new-key'], 2, 'openssl rand'],
])('%j is refused with exit code %i', async (args, code, wrong) => {
  expect(await rotateWith([next], ...args)).toMatchObject({ code, stderr: expect.stringContaining(wrong) });
});

test('the keys of a data folder get a new one in front', async () => {
  await using folder = await makeFolder();
  const env = { DATABASE_URL: database.url, RECADO_DATA_DIR: folder.data };
  const none = await recado(['keys', 'rotate-encryption', '--new-key'], env);
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('recado up') });
  const { encryptionKeys: before } = await openKeyring(await openDataFolder(folder.data));
  const made = await recado(['keys', 'rotate-encryption', '--new-key'], env);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/"k2".*Restart `recado up`/) });
  expect((await openKeyring(folder.data)).encryptionKeys).toMatch(new RegExp(`^k2:.*,k1:`));
  expect((await openKeyring(folder.data)).encryptionKeys.endsWith(before)).toBe(true);
});
