import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import getPort from 'get-port';
import { ensureCluster, ensureDatabase, keepPassword, resetPassword } from './cluster.ts';
import { findBinaries, findServerUser, placeBinaries, placeServer } from './places.ts';
import { clearCluster } from './postmaster.ts';
import { startServer, type Log } from './server.ts';

export type PostgresOptions = {
  /** Holds the folder for the data and the server's password. It is created if necessary. */
  dataDir: string;
  /** Holds the port. The default is a free one. */
  port?: number;
  /** Receives each line of the server's log. */
  log?: Log;
  /** Disposal deletes the data if this is true. The default is false. */
  temporary?: boolean;
};

export type EmbeddedPostgres = AsyncDisposable & {
  /** Holds the URL of the database `recado`, with its password. */
  url: string;
  /** Resolves when the server has ended for any reason. */
  ended: Promise<void>;
};

/**
 * Starts a real PostgreSQL from npm on 127.0.0.1, with the existing data of the folder. It ends on disposal, and if this
 * process dies in any way.
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
  const { cluster, isMade } = await ensureCluster(place, password.text);
  await clearCluster(cluster);
  if (password.isNew && !isMade) await resetPassword(place, cluster, password.text);

  await using stack = new AsyncDisposableStack();
  if (temporary) stack.defer(() => removeAll(folder, dataDir));
  const server = await startServer(place, cluster, port, log);
  stack.defer(() => server.stop());
  const url = await ensureDatabase(port, password.text);
  const started = stack.move();
  return { url, ended: server.ended, [Symbol.asyncDispose]: () => started.disposeAsync() };
};

const removeAll = async (...folders: string[]): Promise<void> => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
};
