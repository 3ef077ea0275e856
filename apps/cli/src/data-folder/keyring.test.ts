import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from './folder.ts';
import { addEncryptionKey, addIndexKey, openKeyring, readKeyring } from './keyring.ts';

let folder: string;

beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'recado-keyring-'));
  folder = await openDataFolder(join(parent, 'data'));
});

afterEach(() => rm(join(folder, '..'), { recursive: true }));

const permissionsOf = async (path: string) => (await stat(path)).mode & 0o777;

test('keys are made once and used from then on', async () => {
  expect(await readKeyring(folder)).toBeUndefined();
  const made = await openKeyring(folder);
  expect(await openKeyring(folder)).toEqual(made);
});

test('nobody else can read the keys or list the folder', async () => {
  await openKeyring(folder);
  expect(await permissionsOf(join(folder, 'keys.json'))).toBe(0o600);
  expect((await permissionsOf(folder)) & 0o066).toBe(0);
});

test('keys that were left open are closed again', async () => {
  await openKeyring(folder);
  await chmod(join(folder, 'keys.json'), 0o644);
  await readKeyring(folder);
  expect(await permissionsOf(join(folder, 'keys.json'))).toBe(0o600);
});

test('the encryption keys are 32 bytes under an id', async () => {
  const { encryptionKeys, indexKey } = await openKeyring(folder);
  expect(encryptionKeys).toMatch(/^k1:/);
  expect(Buffer.from(encryptionKeys.slice(3), 'base64')).toHaveLength(32);
  expect(Buffer.from(indexKey, 'base64')).toHaveLength(32);
});

test('a new encryption key stands before the others, which stay', async () => {
  const made = await openKeyring(folder);
  expect(await addEncryptionKey(folder)).toBe('k2');
  expect(await addEncryptionKey(folder)).toBe('k3');
  const { encryptionKeys, ...others } = await openKeyring(folder);
  expect({ ...others, encryptionKeys: made.encryptionKeys }).toEqual(made);
  expect(encryptionKeys).toMatch(/^k3:[^,]+,k2:[^,]+,k1:[^,]+$/);
  expect(encryptionKeys.endsWith(`,${made.encryptionKeys}`)).toBe(true);
  expect(await permissionsOf(join(folder, 'keys.json'))).toBe(0o600);
});

test('a new key of the index stands after the others', async () => {
  const made = await openKeyring(folder);
  await addIndexKey(folder);
  const { indexKey, ...others } = await openKeyring(folder);
  expect({ ...others, indexKey: made.indexKey }).toEqual(made);
  const [first, second = '', ...more] = indexKey.split(',');
  expect([first, more]).toEqual([made.indexKey, []]);
  expect(Buffer.from(second, 'base64')).toHaveLength(32);
});

test('no key is added where there are none', async () => {
  await expect(addEncryptionKey(folder)).rejects.toMatchObject({ code: 'no_keyring' });
  await expect(addIndexKey(folder)).rejects.toMatchObject({ code: 'no_keyring' });
  expect(await readKeyring(folder)).toBeUndefined();
});

test('a broken keyring is said without a word of it, and never replaced', async () => {
  await writeFile(join(folder, 'keys.json'), '{"apiKey":"secret');
  const failure = await openKeyring(folder).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'broken_keyring' });
  expect(String(failure)).not.toContain('secret');
});

test('a folder that was there keeps its mode', async () => {
  await chmod(folder, 0o755);
  await openDataFolder(folder);
  expect(await permissionsOf(folder)).toBe(0o755);
});

test('a folder that cannot be made is said with what to do', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openDataFolder(join(folder, 'file', 'data'))).rejects.toThrow(/RECADO_DATA_DIR/);
});
