import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedError } from './places.ts';

const run = promisify(execFile);
const stopMs = 30_000;
const pollMs = 50;

/** Holds a setting on the server's command line with the id of the process that started it. */
export const ownerSetting = 'recado.owner_pid';

/**
 * Prepares a cluster for a new server. It stops a server whose owner is dead, and removes the lock file of a dead server.
 *
 * @throws {EmbeddedError} data_in_use when the owner is alive.
 */
export const clearCluster = async (cluster: string): Promise<void> => {
  const lockFile = join(cluster, 'postmaster.pid');
  const pid = await readPid(lockFile);
  const command = pid === undefined ? '' : await commandOf(pid);
  if (pid !== undefined && command.includes(cluster)) await stopOrphan(pid, command, cluster);
  // A power loss may leave the file empty or garbled, and its number may be another program's: PostgreSQL cannot tell.
  await rm(lockFile, { force: true });
};

const stopOrphan = async (pid: number, command: string, cluster: string): Promise<void> => {
  const owner = Number(new RegExp(`${ownerSetting}=(\\d+)`).exec(command)?.[1]);
  if (isAlive(owner)) {
    const remedy = 'Stop that process, or give this one another data folder.';
    throw new EmbeddedError('data_in_use', `PostgreSQL on ${cluster} belongs to process ${owner}. ${remedy}`);
  }
  sendSignal(pid, 'SIGINT');
  const timeout = AbortSignal.timeout(stopMs);
  while ((await commandOf(pid)).includes(cluster)) {
    if (timeout.aborted) sendSignal(pid, 'SIGQUIT');
    await sleep(pollMs);
  }
};

const readPid = async (lockFile: string): Promise<number | undefined> => {
  const text = await readFile(lockFile, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 0 && isAlive(pid) ? pid : undefined;
};

/** Returns the command line of a process. It is empty if the process does not exist or has already exited. */
const commandOf = async (pid: number): Promise<string> => {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    );
  }
};

const sendSignal = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
