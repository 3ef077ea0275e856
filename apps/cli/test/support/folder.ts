import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder, removed when disposed. `data` in it is not made yet. */
export const makeFolder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'recado-cli-'));
  return {
    path,
    data: join(path, 'data'),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
};
