import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../src/start-postgres.ts';
import { makeDataFolder } from './support/data-folder.ts';
import { query } from './support/query.ts';

/** Creating a cluster takes a second or more, so most tests reuse the one before. */
let dataDir = '';
const folders = new AsyncDisposableStack();

beforeAll(async () => {
  const folder = folders.use(await makeDataFolder());
  await chmod(folder.path, 0o711);
  dataDir = join(folder.path, 'postgresql');
});

afterAll(() => folders.disposeAsync());

describe('startPostgres', () => {
  it('finds the data that it left', async () => {
    {
      await using first = await startPostgres({ dataDir });
      await query(first.url, "create table note as select 'até já' as text");
    }
    await using again = await startPostgres({ dataDir });
    expect(await query(again.url, 'select text, upper(text) from note')).toEqual([{ text: 'até já', upper: 'ATÉ JÁ' }]);
  });

  it('listens on 127.0.0.1 only, and asks for a password that only its owner can read', async () => {
    await using server = await startPostgres({ dataDir });
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const { mode } = await stat(join(dataDir, 'password'));
    expect((mode & 0o777).toString(8)).toBe('600');
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('stops with connections open, and reports its end', async () => {
    const server = await startPostgres({ dataDir });
    const client = new Client({ connectionString: server.url });
    const cut = new Promise<Error>((resolve) => client.once('error', resolve));
    client.on('error', () => undefined);
    await client.connect();
    await server[Symbol.asyncDispose]();
    await server.ended;
    expect(await cut).toMatchObject({ code: '57P01' });
  });

  it('refuses a folder that another server uses, and does not stop that server', async () => {
    await using first = await startPostgres({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({ code: 'data_in_use' });
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('ignores a lock file whose process id belongs to another program', async () => {
    const first = await startPostgres({ dataDir });
    const lockFile = join(dataDir, 'server/cluster/postmaster.pid');
    const lock = await readFile(lockFile, 'utf8');
    await first[Symbol.asyncDispose]();
    await writeFile(lockFile, lock.replace(/^\d+/, String(process.pid)));
    await using again = await startPostgres({ dataDir });
    expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.each([
    ['empty', ''],
    ['garbled', '\0\0\0\0'],
  ])('starts after a power loss that left its lock file %s', async (_how, lock) => {
    await (await startPostgres({ dataDir }))[Symbol.asyncDispose]();
    await writeFile(join(dataDir, 'server/cluster/postmaster.pid'), lock);
    await using again = await startPostgres({ dataDir });
    expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.each([
    ['empty', ''],
    ['full of zeros', '\0'.repeat(32)],
    ['missing', undefined],
    ['cut short', 'x'.repeat(31)],
  ])('sets a new password if its file is %s after a power loss, and finds the data', async (_how, text) => {
    {
      await using first = await startPostgres({ dataDir });
      await query(first.url, 'create table if not exists kept as select 1 as one');
    }
    const file = join(dataDir, 'password');
    await (text === undefined ? rm(file) : writeFile(file, text));
    await using again = await startPostgres({ dataDir });
    expect(await query(again.url, 'select one from kept')).toEqual([{ one: 1 }]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('removes what a first start left that was killed, also by a process with its own id', async () => {
    await using folder = await makeDataFolder();
    await chmod(folder.path, 0o711);
    const inFolder = join(folder.path, 'postgresql');
    const gone = spawnSync('true').pid;
    for (const pid of [process.pid, gone]) {
      await mkdir(join(inFolder, `server/cluster.${pid}/base`), { recursive: true });
      await writeFile(join(inFolder, `server/cluster.${pid}/PG_VERSION`), '');
      await writeFile(join(inFolder, `server/cluster.${pid}.password`), 'secret');
    }
    for (const path of [inFolder, join(inFolder, 'server')]) await chmod(path, 0o777);
    await using server = await startPostgres({ dataDir: inFolder });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(join(inFolder, 'server'))).toEqual(['cluster']);
  });

  it('reports in one line why PostgreSQL does not start', async () => {
    const settings = join(dataDir, 'server/cluster/postgresql.auto.conf');
    const before = await readFile(settings);
    await using _ = { [Symbol.asyncDispose]: () => writeFile(settings, before) };
    await writeFile(settings, 'no_such_setting = 1\n');
    const failure = { code: 'server_failed', message: expect.stringContaining('no_such_setting') as string };
    const error: unknown = await startPostgres({ dataDir }).catch((cause: unknown) => cause);
    expect(error).toMatchObject(failure);
    expect(String(error)).not.toContain('\n');
  });

  it('works in a folder that only its owner can enter, and deletes temporary data', async () => {
    await using folder = await makeDataFolder();
    const closed = join(folder.path, 'postgresql');
    {
      await using server = await startPostgres({ dataDir: closed, temporary: true });
      expect(await query(server.url, 'select current_database() as name')).toEqual([{ name: 'recado' }]);
    }
    expect(await readdir(folder.path)).toEqual([]);
  });
});
