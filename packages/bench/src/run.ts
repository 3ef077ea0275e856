import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureAccepting } from './figures/accept.ts';
import { measureCallbacks } from './figures/callbacks.ts';
import { measureCampaign } from './figures/campaign.ts';
import { full, quick, type Figure, type Sizes } from './figures/figure.ts';
import { measureImport } from './figures/import.ts';
import { measureMemory } from './figures/memory.ts';
import { measureProgress } from './figures/progress.ts';
import { measureRate } from './figures/rate.ts';
import { measureStorage } from './figures/storage.ts';
import { measureReports } from './figures/reports.ts';
import { measureSending } from './figures/worker.ts';
import { measureWebhooks } from './figures/webhooks.ts';
import { openLab, type Lab } from './lab/lab.ts';
import { describeMachine, judge, tableOf, type Machine } from './report.ts';

/** Measures the requested parts one after the other and prints the results. A missed goal is printed, not thrown. */
export const runBench = async (request: BenchOptions, { say, signal }: Deps): Promise<void> => {
  await using lab = await openLab();
  const machine = await describeMachine(lab);
  const sizes = request.quick ? quick : full;
  const startedAt = new Date();
  say(`${describe(machine)}\n`);
  const interrupted = aborted(signal);
  const figures: Figure[] = [];
  for (const part of request.only) {
    say(`Measuring ${part} …`);
    figures.push(...(await Promise.race([measures[part](lab, sizes), interrupted])));
  }
  const judged = figures.map(judge);
  const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  say(`\n${tableOf(judged)}\n\nMedians of ${sizes.rounds}, in ${seconds} s.`);
  if (request.json === undefined) return;
  const result = { startedAt, seconds, machine, sizes, figures: judged };
  await writeFile(request.json, `${JSON.stringify(result, undefined, 2)}\n`);
};

const measures: Record<Part, (lab: Lab, sizes: Sizes) => Promise<Figure[]>> = {
  worker: measureSending,
  accept: measureAccepting,
  rate: measureRate,
  callbacks: measureCallbacks,
  memory: measureMemory,
  storage: measureStorage,
  import: measureImport,
  progress: measureProgress,
  reports: measureReports,
  webhooks: measureWebhooks,
  campaign: measureCampaign,
};

type Deps = { say: (text: string) => void; signal: AbortSignal };

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

const describe = ({ cpu, cores, memoryGiB, system, node, postgresql, redis }: Machine): string =>
  `${cores} × ${cpu}, ${memoryGiB} GiB, ${system}; Node ${node}, PostgreSQL ${postgresql}, Redis ${redis}`;

/** Holds the parts of the benchmark, in the order of their execution. */
export const parts = [
  'worker',
  'accept',
  'rate',
  'callbacks',
  'memory',
  'storage',
  'import',
  'progress',
  'reports',
  'webhooks',
  'campaign',
] as const;
type Part = (typeof parts)[number];

type BenchOptions = { quick: boolean; only: readonly Part[]; json?: string };

/** Reads `--quick`, `--only worker,rate` and `--json FILE`. Throws an error that names the valid parts otherwise. */
export const parseOptions = (args: string[]): BenchOptions => {
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, json: { type: 'string' } },
  });
  return {
    quick: values.quick,
    only: values.only === undefined ? parts : partsOf(values.only),
    ...(values.json !== undefined && { json: values.json }),
  };
};

const isPart = (name: string): name is Part => parts.some((part) => part === name);

const partsOf = (list: string): Part[] => {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isPart(name));
  if (unknown !== undefined) throw new Error(`--only knows no "${unknown}": it takes ${parts.join(',')}`);
  return parts.filter((part) => names.includes(part));
};
