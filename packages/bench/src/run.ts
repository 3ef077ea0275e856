import { writeFile } from 'node:fs/promises';
import type { Part, Wish } from './arguments.ts';
import { measureAccepting } from './figures/accept.ts';
import { measureCallbacks } from './figures/callbacks.ts';
import { measureCampaign } from './figures/campaign.ts';
import type { Figure } from './figures/figure.ts';
import { measureImport } from './figures/import.ts';
import { measureMemory } from './figures/memory.ts';
import { measureProgress } from './figures/progress.ts';
import { measureRate } from './figures/rate.ts';
import { measureSending } from './figures/worker.ts';
import { openLab, type Lab } from './lab/lab.ts';
import { describeMachine, type Machine } from './machine.ts';
import { judge } from './report.ts';
import { tableOf } from './report/table.ts';
import { full, quick, type Sizes } from './sizes.ts';

const measures: Record<Part, (lab: Lab, sizes: Sizes) => Promise<Figure[]>> = {
  worker: measureSending,
  accept: measureAccepting,
  rate: measureRate,
  callbacks: measureCallbacks,
  memory: measureMemory,
  import: measureImport,
  progress: measureProgress,
  campaign: measureCampaign,
};

type Deps = { say: (text: string) => void; signal: AbortSignal };

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

const describe = ({ cpu, cores, memoryGiB, system, node, postgresql, redis }: Machine): string =>
  `${cores} × ${cpu}, ${memoryGiB} GiB, ${system}; Node ${node}, PostgreSQL ${postgresql}, Redis ${redis}`;

/** Measures what was wished for, one part after the other, and says what came out. What falls short is said, not thrown. */
export const runBench = async (wish: Wish, { say, signal }: Deps): Promise<void> => {
  await using lab = await openLab();
  const machine = await describeMachine(lab);
  const sizes = wish.quick ? quick : full;
  const startedAt = new Date();
  say(`${describe(machine)}\n`);
  const interrupted = aborted(signal);
  const figures: Figure[] = [];
  for (const part of wish.only) {
    say(`measuring ${part} …`);
    figures.push(...(await Promise.race([measures[part](lab, sizes), interrupted])));
  }
  const judged = figures.map(judge);
  const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  say(`\n${tableOf(judged)}\n\nMedians of ${sizes.rounds}, in ${seconds} s.`);
  if (wish.json === undefined) return;
  const result = { startedAt, seconds, machine, sizes, figures: judged };
  await writeFile(wish.json, `${JSON.stringify(result, undefined, 2)}\n`);
};
