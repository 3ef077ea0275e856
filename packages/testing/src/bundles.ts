import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { env } from 'std-env';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const variable = 'RECADO_TEST_BUNDLES';

/** The folder of this run's bundles, in the processes of its test files. */
export const bundlesFolder = env[variable];

const apps = ['api', 'worker', 'cli', 'twilio-simulator'];

/**
 * Bundles the processes into a folder, as the image has them, and starts them from there until it is disposed of. They
 * start in half of the time of the sources. The folder is in `node_modules`, where the libraries outside the bundles are.
 */
export const startFromBundles = async (): Promise<AsyncDisposable> => {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'recado-bundles-'));
  await promisify(execFile)(process.execPath, ['scripts/bundle.ts', folder, ...apps], { cwd: root });
  await symlink(join(root, 'apps/console'), join(folder, 'apps/console'));
  env[variable] = folder;
  return { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
};

/**
 * Returns the file to run for a process: its bundle, if this run has bundles.
 *
 * @param mainPath is absolute, or relative to the repository's root, for example `apps/worker/src/main.ts`.
 */
export const findMain = (mainPath: string): string => {
  const bundled = bundlesFolder && join(bundlesFolder, mainPath);
  return bundled && existsSync(bundled) ? bundled : resolve(root, mainPath);
};
