import { loadConfig } from '@recado/runtime';
import type { InboundWebhook, Twilio } from '@recado/twilio';
import type { Command } from 'commander';
import { z } from 'zod';
import { SetupEnv } from '../config.ts';
import { openKeyless, withDatabase } from '../database.ts';
import { Failure, misuse } from '../failure.ts';
import { openScreen, type Screen } from '../terminal/output.ts';

export const addTwilio = (program: Command): void => {
  const twilio = program.command('twilio').description('set up the Twilio account');
  twilio
    .command('setup')
    .description('set the inbound webhooks of all senders at Twilio to PUBLIC_URL, after confirmation')
    .option('-y, --yes', 'set them without a question')
    .option('--dry-run', 'show the changes and make none')
    .addHelpText(
      'after',
      `
It sets the webhook of each phone number, WhatsApp sender and Messaging Service that is a sender here. If a service
leaves inbound messages to its numbers, it sets theirs. It needs the Twilio variables and PUBLIC_URL of the API.`,
    )
    .action((given: unknown) => setup(SetupOptions.parse(given)));
};

const SetupOptions = z.object({ yes: z.boolean().default(false), dryRun: z.boolean().default(false) });
type SetupOptions = z.infer<typeof SetupOptions>;

const setup = async (options: SetupOptions): Promise<void> => {
  const { twilio: account } = loadConfig(SetupEnv);
  const screen = openScreen({ json: false });
  await withDatabase(async (databaseUrl) => {
    const senders = await readSenders(databaseUrl);
    const { createTwilio } = await import('@recado/twilio');
    await using twilio = createTwilio(account);
    const isSet = await setWebhooks({ twilio, screen, senders }, options);
    process.exitCode = isSet ? 0 : 1;
  });
};

const readSenders = async (databaseUrl: string): Promise<Sender[]> => {
  await using store = await openKeyless(databaseUrl);
  const senders = await store.findSenders();
  if (senders.length > 0) return senders;
  throw new Failure(
    'no_senders',
    'There are no senders. Set RECADO_SENDERS and start the API once, or PUT /v1/senders/:id, then run this again.',
  );
};

type Sender = Parameters<Twilio['findInboundWebhooks']>[0][number] & { id: string };
type Deps = {
  twilio: Pick<Twilio, 'findInboundWebhooks'>;
  screen: Pick<Screen, 'note' | 'ask'>;
  senders: readonly Sender[];
};

/** Shows the changes, asks, and makes them. Returns false if Twilio refused something, lacks a sender, or the answer was no. */
const setWebhooks = async ({ twilio, screen, senders }: Deps, { yes, dryRun }: SetupOptions): Promise<boolean> => {
  // Several senders may receive through one Messaging Service.
  const changing = new Map<string, InboundWebhook>();
  let areAllFound = true;
  for (const [index, found] of (await twilio.findInboundWebhooks(senders)).entries()) {
    areAllFound &&= found.kind === 'found' || found.kind === 'none';
    const lines = found.kind === 'found' ? found.webhooks.flatMap(showWebhook) : [`  not set: ${found.problem}.`];
    screen.note([`${senders[index]?.id}:`, ...lines].join('\n'));
    for (const webhook of found.kind === 'found' ? found.webhooks : [])
      if (webhook.changes.length > 0) changing.set(webhook.resource, webhook);
  }
  if (changing.size === 0) {
    screen.note('There is nothing to change.');
    return areAllFound;
  }
  if (dryRun) {
    screen.note('Nothing was changed. Run this without --dry-run to change it.');
    return areAllFound;
  }
  if (!yes && !(await confirm(screen))) return false;
  return (await changeAll([...changing.values()], screen)) && areAllFound;
};

const showWebhook = ({ resource, changes }: InboundWebhook): string[] => [
  `  ${resource}${changes.length > 0 ? '' : ': already set'}`,
  ...changes.map(({ name, from, to }) => `    ${name}: ${from || 'none'} -> ${to || 'none'}`),
];

const confirm = async ({ ask, note }: Deps['screen']): Promise<boolean> => {
  if (!ask) throw misuse('No terminal to ask for confirmation. Use --yes to change this without a question.');
  const isSure = await ask('Change this at Twilio?');
  if (!isSure) note('Nothing was changed.');
  return isSure;
};

const changeAll = async (webhooks: readonly InboundWebhook[], { note }: Deps['screen']): Promise<boolean> => {
  let areAllSet = true;
  for (const { resource, change } of webhooks) {
    const problem = await change();
    note(problem === undefined ? `Set: ${resource}` : `Not set: ${resource}. ${problem}.`);
    areAllSet &&= problem === undefined;
  }
  return areAllSet;
};
