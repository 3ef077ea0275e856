import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const mounts = (folder: string, size: string): string[] => ['-t', 'tmpfs', '-o', `size=${size}`, 'recado-test', folder];

/** Only root can mount, and not in every container. */
const canMount = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-disk-'));
  const isMounted = spawnSync('mount', mounts(folder, '64k')).status === 0;
  if (isMounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return isMounted;
};

/** True if tests that need a full disk are skipped. */
export const skipsSmallDisk: boolean = userInfo().uid !== 0 || !canMount();

/** Mounts a file system of a few hundred kilobytes, for example `256k`, until disposal. */
export const mountSmallDisk = async (size: string): Promise<AsyncDisposable & { folder: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-disk-'));
  await run('mount', mounts(folder, size));
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
};
