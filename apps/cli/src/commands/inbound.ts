import type { InboundMessage, InboundPage } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { columns, moment } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addInbound = (program: Command): void => {
  program
    .command('inbound')
    .description('list the messages that people sent, the newest first')
    .option(
      '--undecided',
      'only unclear opt-out requests that nobody has decided; decide with contacts opt-out or opt-in',
    )
    .option('--from <phone>', 'only from this person')
    .option('--limit <number>', 'maximum number of messages, up to 200')
    .option('--cursor <cursor>', 'continue from the cursor that the previous page printed')
    .option(...asJson)
    .action(async (given: unknown) => {
      const { json, undecided, ...filter } = Options.parse(given);
      const { messages } = await connect();
      const page = await messages.inbound(asWritten({ ...filter, ...(undecided && { undecided }) })).page();
      openScreen({ json }).show(page, showInbound);
    });
};

const Options = OutputOptions.extend({
  undecided: z.boolean().default(false),
  from: z.string().optional(),
  limit: z.string().optional(),
  cursor: z.string().optional(),
});

/** A page of inbound messages as a table, and how to see the next one. */
export const showInbound = ({ data, next_cursor: next }: InboundPage): string => {
  if (data.length === 0) return 'No inbound messages match these filters.';
  const rows = data.map((message) => [
    moment(message.received_at),
    message.from,
    message.channel,
    requestOf(message),
    (message.body ?? '').replace(/\s+/g, ' ').slice(0, 80),
  ]);
  const table = columns(['at', 'from', 'channel', 'request', 'text'], rows);
  return next === null ? table : `${table}\nThere are more: --cursor ${next}`;
};

const requestOf = ({ wish, opt_out_request: request }: InboundMessage): string =>
  wish ?? (request === undefined ? '' : `opt-out (${request})`);
