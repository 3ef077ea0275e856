import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { byCommandLine, inviteFirstAdmin, inviteLink } from '@recado/messaging';
import { openKeyless } from '../database.ts';

const consoleFolder = fileURLToPath(new URL('../../../console/', import.meta.url));
const sources = ['{src,public}/**/*', '*.{html,json,ts}'];

/**
 * Builds the console if one of its sources is newer than its build. An installation without development dependencies
 * has no Vite; it brings the build with it.
 */
export const buildConsole = async (say: (text: string) => void, folder = consoleFolder): Promise<void> => {
  const vite = findVite(folder);
  if (vite === undefined || timeOf(join(folder, 'dist/index.html')) >= newestOf(folder)) return;
  say('Building the console');
  try {
    await build(vite, folder);
  } catch {
    say('The console could not be built, so its pages are missing. Run `npm run build` to see why');
  }
};

/** Only the terminal shows the link: neither the API nor its log sees the token. There is none once somebody has an account. */
export const inviteToConsole = async (databaseUrl: string, consoleUrl: string): Promise<string | undefined> => {
  await using store = await openKeyless(databaseUrl);
  const token = await inviteFirstAdmin({ ...store, clock: () => new Date() }, { actor: byCommandLine });
  return token && inviteLink(consoleUrl, token);
};

const findVite = (folder: string): string | undefined => {
  try {
    return join(createRequire(folder).resolve('vite/package.json'), '../bin/vite.js');
  } catch {
    return undefined;
  }
};

const timeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newestOf = (folder: string): number =>
  Math.max(...globSync(sources, { cwd: folder }).map((path) => timeOf(join(folder, path))));

/** Two starts at once build side by side. Each replaces the whole build, so none sees half of the other's. */
const build = async (vite: string, folder: string): Promise<void> => {
  const made = join(folder, `dist-${process.pid}`);
  const old = `${made}-old`;
  try {
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', made], {
      cwd: folder,
    });
    await rename(join(folder, 'dist'), old).catch(() => undefined);
    await rename(made, join(folder, 'dist'));
  } finally {
    await rm(made, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
};
