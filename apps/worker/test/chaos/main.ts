import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { z } from 'zod';
import { isClean, report } from './report.ts';
import { isRestoreClean, reportRestore, runRestore } from './restore.ts';
import { runChaos, type Outcome } from './run.ts';
import { skipsInstalledPostgres } from '@recado/testing/servers';

const Options = z.object({
  messages: z.coerce.number().int().min(1).default(5_000),
  engine: z.enum(['redis', 'postgresql']).optional(),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(() => Math.floor(Math.random() * 1_000_000)),
  /** Seconds for which the server of the shop is away; a third of the run by default. */
  away: z.coerce.number().min(0).optional(),
  /** A folder for what the processes wrote. */
  logs: z.string().optional(),
});

const restores = [
  'recovery',
  'as-is',
  ...(skipsInstalledPostgres ? [] : (['dump', 'standby', 'point-in-time'] as const)),
] as const;

const perSecond = 60;

const say = (text: string) => void process.stdout.write(`${text}\n`);

type Outputs = Pick<Outcome, 'engine' | 'seed' | 'outputs'>;

const keepOutputs = async (folder: string, { engine, seed, outputs }: Outputs): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const write = ([name, text]: [string, string]) => writeFile(join(folder, `${engine}-${seed}-${name}.log`), text);
  await Promise.all(Object.entries(outputs).map(write));
};

/** A failure while something was taken down hides the one before it. */
const errorsOf = (error: unknown): unknown[] =>
  error instanceof SuppressedError ? [...errorsOf(error.suppressed), ...errorsOf(error.error)] : [error];

const option = { type: 'string' } as const;
const { values } = parseArgs({
  options: { messages: option, engine: option, seed: option, away: option, logs: option },
});
const { messages, engine, seed, away, logs } = Options.parse(values);

for (const each of engine ? [engine] : (['redis', 'postgresql'] as const)) {
  say(`${messages} messages on the ${each} engine, three workers, seed ${seed}`);
  const overMs = Math.ceil((messages / perSecond) * 1000);
  const awayMs = away === undefined ? overMs / 3 : away * 1000;
  try {
    const outcome = await runChaos({ engine: each, messages, seed, overMs, awayMs, log: say });
    say(`\n${report(outcome)}\n`);
    if (logs !== undefined) await keepOutputs(logs, outcome);
    if (!isClean(outcome)) process.exitCode = 1;
    for (const how of restores) {
      const size = Math.ceil(messages / 10);
      const restored = await runRestore({ engine: each, how, size, seed, log: say });
      say(`\n${reportRestore(restored)}\n`);
      if (logs !== undefined) await keepOutputs(join(logs, `restore-${how}`), restored);
      if (!isRestoreClean(restored)) process.exitCode = 1;
    }
  } catch (error) {
    say(
      `the run broke off:\n${errorsOf(error)
        .map((one) => inspect(one))
        .join('\n')}`,
    );
    process.exitCode = 1;
  }
}
