import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRunningFile } from '../data-folder/folder.ts';
import { openKeyring } from '../data-folder/keyring.ts';
import { findApi, findDatabase } from './connect.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-running-'));
});

afterEach(() => rm(folder, { recursive: true }));

const running = { apiUrl: 'http://127.0.0.1:3001', databaseUrl: 'postgres://127.0.0.1:5433/recado' };

test('a running stack is found as long as its file exists', async () => {
  await openKeyring(folder);
  {
    await using _ = await writeRunningFile(folder, running);
    expect((await findApi({}, folder)).url).toBe(running.apiUrl);
    expect(await findDatabase(undefined, folder)).toBe(running.databaseUrl);
  }
  expect((await findApi({}, folder)).url).toBe('http://127.0.0.1:3000');
  await expect(findDatabase(undefined, folder)).rejects.toMatchObject({ code: 'no_database' });
});

test('what was given comes first', async () => {
  await using _ = await writeRunningFile(folder, running);
  const given = { url: 'https://shop.example', apiKey: 'mine' };
  expect(await findApi(given, folder)).toEqual(given);
  expect(await findDatabase('postgres://shop.example/recado', folder)).toBe('postgres://shop.example/recado');
});

test('without any key it says what to set', async () => {
  await expect(findApi({}, folder)).rejects.toThrow(/RECADO_API_KEY is not set/);
});
