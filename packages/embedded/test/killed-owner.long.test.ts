import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../src/start-postgres.ts';
import { makeDataFolder } from './support/data-folder.ts';
import { query } from './support/query.ts';

const script = fileURLToPath(new URL('fixtures/owner.ts', import.meta.url));

const folders = new AsyncDisposableStack();
let dataDir = '';

beforeAll(async () => {
  const folder = folders.use(await makeDataFolder());
  await chmod(folder.path, 0o711);
  dataDir = folder.path;
});

afterAll(() => folders.disposeAsync());

/** Starts a process that owns a PostgreSQL in the folder, and stores a row in it. */
const startOwner = async () => {
  const owner = fork(script, [dataDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const [{ url }] = (await once(owner, 'message')) as [{ url: string }];
  const row = { kept: randomUUID() };
  await query(url, `drop table if exists note; create table note as select '${row.kept}' as kept`);
  const lockFile = join(dataDir, 'server/cluster/postmaster.pid');
  const server = Number((await readFile(lockFile, 'utf8')).split('\n')[0]);
  const kill = async () => {
    owner.kill('SIGKILL');
    await once(owner, 'exit');
  };
  return { row, lockFile, server, kill };
};

const expectRow = async (row: { kept: string }) => {
  await using again = await startPostgres({ dataDir });
  expect(await query(again.url, 'select kept from note')).toEqual([row]);
};

describe('when kill -9 takes the process that started PostgreSQL', () => {
  it('PostgreSQL ends by itself', async () => {
    const owner = await startOwner();
    await owner.kill();
    await expect.poll(() => existsSync(owner.lockFile)).toBe(false);
    await expectRow(owner.row);
  });

  it('the next start waits for the old server to end', async () => {
    const owner = await startOwner();
    await owner.kill();
    await expectRow(owner.row);
  });

  it('and PostgreSQL with it, nothing that was committed is lost', async () => {
    const owner = await startOwner();
    process.kill(owner.server, 'SIGKILL');
    await owner.kill();
    await expectRow(owner.row);
  });
});
