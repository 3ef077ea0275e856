import type { Sender } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { misuse } from '../failure.ts';
import { columns } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addSenders = (program: Command): void => {
  const senders = program
    .command('senders')
    .description('show senders, their quality and their limits, or change them');
  senders
    .command('list')
    .description('show all senders')
    .option(...asJson)
    .action(async (given: unknown) => {
      const api = await connect();
      openScreen(OutputOptions.parse(given)).show(await api.senders.list(), ({ data }) => showSenders(data));
    });
  senders
    .command('set <id>')
    .description('change a sender')
    .option('--mps <number>', 'messages per second; segments per second for SMS')
    .option('--daily-limit <people>', "most people in 24 hours; none for WhatsApp's own limit")
    .option('--portfolio <name>', 'business portfolio at Meta, with one limit for its senders; none for no portfolio')
    .option('--pause', 'send nothing')
    .option('--resume', 'send again')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const options = Options.parse(given);
      const api = await connect();
      openScreen(options).show(await api.senders.put(id, asWritten(toRequest(options))), (sender) =>
        showSenders([sender]),
      );
    });
};

const number = z.coerce.number('must be a number');

const Options = OutputOptions.extend({
  mps: number.optional(),
  dailyLimit: z.union([z.literal('none').transform(() => null), number]).optional(),
  portfolio: z
    .string()
    .transform((name) => (name === 'none' ? null : name))
    .optional(),
  pause: z.boolean().default(false),
  resume: z.boolean().default(false),
});

const toRequest = ({ mps, dailyLimit, portfolio, pause, resume }: z.infer<typeof Options>): Record<string, unknown> => {
  if (pause && resume) throw misuse('--pause and --resume exclude each other.');
  const request = {
    ...(mps !== undefined && { mps }),
    ...(dailyLimit !== undefined && { daily_limit: dailyLimit }),
    ...(portfolio !== undefined && { portfolio }),
    ...((pause || resume) && { paused: pause }),
  };
  if (Object.keys(request).length === 0) throw misuse('Nothing to change. Use --help to see the options.');
  return request;
};

/** Formats senders as a table, and why marketing of some of them waits. */
export const showSenders = (senders: Sender[]): string =>
  [
    columns(
      ['sender', 'channel', 'address', 'health', 'rate', 'portfolio', 'quality', 'limit', 'reached'],
      senders.map((sender) => [
        sender.id,
        sender.channel,
        sender.address,
        sender.health.status,
        `${sender.rate.in_force}/${sender.mps}`,
        sender.portfolio ?? '-',
        sender.quality?.rating ?? '-',
        sender.limit_in_force === null ? '-' : String(sender.limit_in_force),
        sender.reached === undefined ? '-' : String(sender.reached),
      ]),
    ),
    ...senders.flatMap(({ id, marketing_waits: waits }) =>
      waits ? [`Marketing of ${id} waits: ${waits.reason}.`] : [],
    ),
  ].join('\n');
