import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenRestore } from '@recado/messaging';
import type { Command } from 'commander';
import { z } from 'zod';
import { openKeyless, withDatabase } from '../database.ts';
import { misuse } from '../failure.ts';
import { moment } from '../terminal/format.ts';
import { makeProgress } from '../terminal/output.ts';

export const addRestored = (program: Command): void => {
  program
    .command('restored')
    .description('after a restore of the database, hold older messages until they are compared with Twilio, and wait')
    .option('--at <time>', 'time of the backup, for example 2026-11-28T02:00:00Z; omit it to see a recorded restore')
    .addHelpText(
      'after',
      `
Run it before you start the workers. They recognize most restores by themselves; see docs/operations.md.
It ends when all messages that are due are compared. It may be interrupted: run it again without --at.`,
    )
    .action((given: unknown) => waitForRestore(Options.parse(given)));
};

const Options = z.object({
  at: z.iso
    .datetime({ offset: true, error: '--at takes a time with its zone, for example 2026-11-28T02:00:00Z' })
    .optional(),
});
type Options = z.infer<typeof Options>;

const lookEveryMs = 1_000;

const waitForRestore = ({ at }: Options): Promise<void> =>
  withDatabase(async (url) => {
    await using store = await openKeyless(url);
    await store.readClock();
    if (at !== undefined) await record(store, new Date(at));
    const first = await store.findOpenRestore();
    if (!first) return console.log('No restore is under way.');
    console.log(describe(first));
    const remaining = remainingOf(first);
    const isTerminal = process.stdout.isTTY;
    const progress = makeProgress(remaining, { isTerminal, write: (line) => console.log(line) });
    for (let open: OpenRestore | undefined = first; open; open = await store.findOpenRestore()) {
      progress.show(Math.max(0, remaining - remainingOf(open)), countsOf(open));
      await sleep(lookEveryMs);
    }
    progress.stop();
    console.log('All messages that were due are compared with Twilio. Later ones are compared before they are sent.');
  });

type Store = Awaited<ReturnType<typeof openKeyless>>;

const record = async ({ clock, recordRestore }: Store, at: Date): Promise<void> => {
  if (at > clock()) throw misuse(`--at ${at.toISOString()} is in the future: give the time of the backup`);
  await recordRestore(at);
};

const remainingOf = ({ messages, senders }: OpenRestore): number => messages + senders;

const countsOf = ({ messages, senders }: OpenRestore): string =>
  `${messages} messages to compare, ${senders} senders whose inbound messages are to be read`;

const describe = (open: OpenRestore): string =>
  [
    `Backup of ${moment(open.backupAt.toISOString())}, recorded at ${moment(open.foundAt.toISOString())}.`,
    `Start the workers now: they compare the messages. Remaining: ${countsOf(open)}.`,
  ].join('\n');
