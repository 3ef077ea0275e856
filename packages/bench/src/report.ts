import { arch, cpus, platform, release, totalmem } from 'node:os';
import { Client } from 'pg';
import type { Figure } from './figures/figure.ts';
import type { Lab } from './lab/lab.ts';
import { median } from './statistics.ts';

/** Describes a figure over all rounds: the medians, their ratio, and the result of its goal. */
type Judged = Figure & {
  median: { recado: number; reference?: number };
  ratio?: number;
  reached?: boolean;
};

export const judge = (figure: Figure): Judged => {
  const recado = median(figure.recado);
  if (!figure.reference) return { ...figure, median: { recado }, ...isReached(figure, recado) };
  const reference = median(figure.reference);
  const ratio = recado / reference;
  return { ...figure, median: { recado, reference }, ratio, ...isReached(figure, recado, ratio) };
};

const isReached = ({ goal }: Figure, recado: number, ratio = Number.NaN): { reached?: boolean } => {
  if (!goal) return {};
  const value = goal.of === 'ratio' ? ratio : recado;
  return { reached: 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost };
};

/** Returns a Markdown table that is also readable in a terminal. */
export const tableOf = (judged: readonly Judged[]): string => {
  const rows = judged.map(rowOf);
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(titles), rule, ...rows.map(line)].join('\n');
};

const digitsOf = (value: number): number => {
  if (Math.abs(value) >= 100) return 0;
  return Math.abs(value) >= 10 ? 1 : 2;
};

const show = (value: number, unit: string): string => `${value.toFixed(digitsOf(value))} ${unit}`;

const goalOf = ({ goal, unit }: Judged): string => {
  if (!goal) return '';
  const [sign, bound] = 'atLeast' in goal ? ['≥', goal.atLeast] : ['≤', goal.atMost];
  return `${sign} ${bound}${goal.of === 'ratio' ? ' ×' : ` ${unit}`}`;
};

const verdict = ({ reached }: Judged): string => {
  if (reached === undefined) return '';
  return reached ? 'yes' : 'no';
};

const rowOf = (judged: Judged): string[] => [
  judged.name,
  show(judged.median.recado, judged.unit),
  judged.median.reference === undefined ? '' : show(judged.median.reference, judged.unit),
  judged.ratio === undefined ? '' : `${judged.ratio.toFixed(2)} ×`,
  goalOf(judged),
  verdict(judged),
];

const titles = ['Figure', 'Recado', 'Reference', 'Ratio', 'Must reach', 'Reached'];

/** Describes the machine of the measurement. */
export type Machine = {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  postgresql: string;
  redis: string;
};

export const describeMachine = async (lab: Lab): Promise<Machine> => ({
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  system: `${platform()} ${release()} ${arch()}`,
  node: process.versions.node,
  postgresql: await postgresqlVersion(lab),
  redis: await redisVersion(lab),
});

const postgresqlVersion = async (lab: Lab): Promise<string> => {
  const { databaseUrl } = await lab.freshStores();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
};

const redisVersion = async ({ redis: { client } }: Lab): Promise<string> =>
  /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '';
