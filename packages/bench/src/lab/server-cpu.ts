import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const msPerTick = 10;

/**
 * Returns the milliseconds of CPU that a process and its children have used, ended children included. Elsewhere than on
 * Linux it is NaN.
 */
export const cpuOfServer = async (pid: number): Promise<number> => {
  const all = await Promise.all((await processIds()).map(readStat));
  const known = all.filter((stat) => stat !== undefined);
  const family = known.filter((stat) => stat.pid === pid || stat.parent === pid);
  return family.length === 0 ? Number.NaN : family.reduce((sum, { ticks }) => sum + ticks, 0) * msPerTick;
};

/** Returns the parent of a process, for example the server of a backend of PostgreSQL. Elsewhere than on Linux it is NaN. */
export const parentOf = async (pid: number): Promise<number> => (await readStat(String(pid)))?.parent ?? Number.NaN;

const processIds = async (): Promise<string[]> => {
  const entries = await readdir('/proc').catch(() => []);
  return entries.filter((name) => /^\d+$/.test(name));
};

type Stat = { pid: number; parent: number; ticks: number };

/** Fields as in proc(5). The name of the program may contain blanks and parentheses. */
const readStat = async (pid: string): Promise<Stat | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1]), ticks };
};
