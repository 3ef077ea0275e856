import { RetryableStatus } from '@recado/contract';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';
import { addBatch } from './messages-batch.ts';

/** Adds the commands that change many messages at a time. */
export const addMessages = (program: Command): void => {
  const messages = program.command('messages').description('send many messages; cancel or retry messages by filter');
  addBatch(messages);
  addFilters(messages.command('cancel').description('cancel messages that were not sent yet'))
    .option('--all', 'all messages that were not sent yet')
    .action(async (given: unknown) => {
      const { json, ...filters } = Options.parse(given);
      const { messages: calls } = await connect();
      openScreen({ json }).show(
        await calls.cancelMany(asWritten(toFilter(filters))),
        ({ canceled, refused }) =>
          `${canceled} messages were canceled. ${refused} were not: they are being sent, or may have been.`,
      );
    });
  addFilters(messages.command('retry').description('queue failed messages again'))
    .addOption(new Option('--status <status>', 'messages with this status').choices(RetryableStatus.options))
    .option('--error-code <code>', 'messages with this Twilio error code')
    .action(async (given: unknown) => {
      const { json, ...filters } = Options.parse(given);
      const { messages: calls } = await connect();
      openScreen({ json }).show(
        await calls.retryMany(asWritten(toFilter(filters))),
        ({ retried, refused }) => `${retried} messages will be retried. ${refused} will not: these people opted out.`,
      );
    });
};

const addFilters = (command: Command): Command =>
  command
    .option('--reference <text>', 'messages with this reference of yours')
    .option('--campaign <id>', 'messages of this campaign')
    .option('--created-after <time>', 'messages created at or after this time')
    .option('--created-before <time>', 'messages created before this time')
    .option('--limit <number>', 'maximum number of messages, oldest first (default: 1000)')
    .option(...asJson);

const Options = OutputOptions.extend({
  all: z.boolean().default(false),
  status: z.string().optional(),
  errorCode: z.coerce.number('must be a number, for example 63024').int().optional(),
  reference: z.string().optional(),
  campaign: z.string().optional(),
  createdAfter: z.string().optional(),
  createdBefore: z.string().optional(),
  limit: z.coerce.number('must be a number').int().optional(),
});

/** Makes the body of the request. It checks no value, because the API refuses an invalid request. */
export const toFilter = (options: Omit<z.infer<typeof Options>, 'json'>): Record<string, unknown> => {
  const { all, status, errorCode, reference, campaign, createdAfter, createdBefore, limit } = options;
  return Object.fromEntries(
    Object.entries({
      status: all ? 'accepted' : status,
      error_code: errorCode,
      reference,
      campaign_id: campaign,
      created_after: createdAfter,
      created_before: createdBefore,
      limit,
    }).filter(([, value]) => value !== undefined),
  );
};
