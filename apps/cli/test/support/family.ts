import { readdir, readFile } from 'node:fs/promises';

type Process = { pid: number; parent: number; state: string };

/** From /proc/<pid>/stat: what stands after the name, which is in brackets. */
const readProcess = async (pid: number): Promise<Process[]> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return [];
  const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [{ pid, state, parent: Number(parent) }];
};

/** A process that has ended, and that only its parent has not asked about yet. */
const zombie = 'Z';

const readAlive = async (): Promise<Process[]> => {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const processes = (await Promise.all(pids.map(readProcess))).flat();
  return processes.filter(({ state }) => state !== zombie);
};

/** A process and all that it has started, and they, that are alive. Linux only. */
export const familyOf = async (pid: number): Promise<number[]> => {
  const alive = await readAlive();
  const childrenOf = (of: number): number[] =>
    alive.filter(({ parent }) => parent === of).flatMap((child) => [child.pid, ...childrenOf(child.pid)]);
  return [pid, ...childrenOf(pid)];
};

/** Which of them are still alive. Linux only. */
export const aliveOf = async (pids: number[]): Promise<number[]> => {
  const alive = new Set((await readAlive()).map((process) => process.pid));
  return pids.filter((pid) => alive.has(pid));
};

/** The process among them that runs an app. Linux only. */
export const mainOf = async (app: string, pid: number): Promise<number | undefined> => {
  for (const member of await familyOf(pid)) {
    const command = await readFile(`/proc/${member}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`/apps/${app}/src/main.ts`)) return member;
  }
  return undefined;
};
