import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import getPort from 'get-port';
import { findBinaries } from './binaries.ts';
import { ensureCluster, ensureDatabase, keepPassword } from './cluster.ts';
import { placeBinaries, placeServer } from './places.ts';
import { clearCluster } from './postmaster.ts';
import { findServerUser } from './server-user.ts';
import { startServer, type Log } from './server.ts';

export type PostgresOptions = {
  /** The folder for the data and the server's password; made if need be. */
  dataDir: string;
  /** Default: a free one. */
  port?: number;
  /** Gets each line that the server logs. */
  log?: Log;
  /** Whether the data go when the server is disposed of. Default false. */
  temporary?: boolean;
};

export type EmbeddedPostgres = AsyncDisposable & {
  /** Of the database `recado`, with the password in it. */
  url: string;
  /** Resolves when the server has ended, whoever ended it. */
  ended: Promise<void>;
};

/**
 * A real PostgreSQL from npm, on 127.0.0.1, with the data that an earlier one left in the same folder. It ends when it is
 * disposed of, and when this process dies in whatever way.
 *
 * @throws {EmbeddedError}
 */
export const startPostgres = async (options: PostgresOptions): Promise<EmbeddedPostgres> => {
  const { port = await getPort(), log = () => undefined, temporary = false } = options;
  const dataDir = resolve(options.dataDir);
  const user = await findServerUser();
  const folder = await placeServer(dataDir, user);
  const place = { binaries: await placeBinaries(findBinaries(), user), folder, user };
  const password = await keepPassword(join(dataDir, 'password'));
  const cluster = await ensureCluster(place, password);
  await clearCluster(cluster);

  await using stack = new AsyncDisposableStack();
  if (temporary) stack.defer(() => removeAll(folder, dataDir));
  const server = await startServer(place, cluster, port, log);
  stack.defer(() => server.stop());
  const url = await ensureDatabase(port, password);
  const started = stack.move();
  return { url, ended: server.ended, [Symbol.asyncDispose]: () => started.disposeAsync() };
};

const removeAll = async (...folders: string[]): Promise<void> => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
};
