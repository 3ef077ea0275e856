import { existsSync } from 'node:fs';
import { env } from 'std-env';

const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib'];
const library = folders.map((folder) => `${folder}/faketime/libfaketimeMT.so.1`).find((path) => existsSync(path));

/** Whether a test that needs a wrong clock is skipped. In CI it fails instead. */
export const skipsWrongClocks = library === undefined && !env.CI;

const usual = { FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '1' };

const preload = (): Record<string, string> => {
  if (library === undefined) throw new Error('libfaketime is missing: install the Debian package faketime');
  return { ...usual, LD_PRELOAD: library };
};

/** The environment of a process whose clock differs by so many seconds from this machine's. */
export const clockOff = (seconds: number): Record<string, string> => ({
  ...preload(),
  FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
});

/** The same, for a clock that is changed while the process runs: the file holds `+0s`, or `+2d`. */
export const clockIn = (file: string): Record<string, string> => ({ ...preload(), FAKETIME_TIMESTAMP_FILE: file });
