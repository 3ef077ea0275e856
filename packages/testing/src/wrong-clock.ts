import { existsSync } from 'node:fs';
import { env } from 'std-env';

const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib'];
const library = folders.map((folder) => `${folder}/faketime/libfaketimeMT.so.1`).find((path) => existsSync(path));

/** True if tests that need a wrong clock are skipped. In CI they fail instead. */
export const skipsWrongClocks = library === undefined && !env.CI;

const usual = { FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '1' };

/** Returns the environment of a process whose clock is off by a number of seconds. */
export const clockOff = (seconds: number): Record<string, string> => ({
  ...preload(),
  FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
});

const preload = (): Record<string, string> => {
  if (library === undefined) throw new Error('libfaketime is missing. Install the Debian package faketime');
  return { ...usual, LD_PRELOAD: library };
};

/** Returns the environment of a process whose clock can change while it runs. The file contains `+0s` or `+2d`. */
export const clockIn = (file: string): Record<string, string> => ({ ...preload(), FAKETIME_TIMESTAMP_FILE: file });
