import { makeDatabase } from './database.ts';
import { makeFolder } from './folder.ts';
import { recado, runRecado } from './terminal.ts';

/** `recado up` on a database and in a folder of its own, ready: `here` runs commands beside it. */
export const startUp = async (env: Record<string, string> = {}) => {
  await using opening = new AsyncDisposableStack();
  const { url: DATABASE_URL } = opening.use(await makeDatabase());
  const folder = opening.use(await makeFolder());
  const up = opening.use(runRecado(['up', '--port', '0', '--data-dir', folder.data], { DATABASE_URL, ...env }));
  await up.sees('Recado is ready.');
  const open = opening.move();
  return {
    folder: folder.path,
    here: (...args: string[]) => recado(args, { RECADO_DATA_DIR: folder.data }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
};
export type RunningStack = Awaited<ReturnType<typeof startUp>>;
