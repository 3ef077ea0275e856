import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { closeFolder } from '../data-folder/folder.ts';

export type Workshop = AsyncDisposable & {
  folder: string;
  logPath: string;
  log: (processName: string, line: string) => void;
  /** Leaves the log where it is when the workshop is taken down. */
  keepLog: () => void;
};

/** A temporary folder for the demo's data, and beside it a file for what its processes say. Disposing removes both. */
export const openWorkshop = async (): Promise<Workshop> => {
  const folder = await mkdtemp(join(tmpdir(), 'recado-demo-'));
  await closeFolder(folder);
  const logPath = `${folder}.log`;
  const file = createWriteStream(logPath, { mode: 0o600 });
  let isLogKept = false;
  return {
    folder,
    logPath,
    log: (name, line) => void file.write(`${name} ${line}\n`),
    keepLog: () => {
      isLogKept = true;
    },
    [Symbol.asyncDispose]: async () => {
      await finished(file.end());
      await rm(folder, { recursive: true, force: true });
      if (!isLogKept) await rm(logPath, { force: true });
    },
  };
};
