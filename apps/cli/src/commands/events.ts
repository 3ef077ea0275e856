import type { Event, EventPage } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { columns, moment } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addEvents = (program: Command): void => {
  program
    .command('events')
    .description('list events in their order: what became of messages, campaigns, senders and contacts')
    .option('--after <number>', 'events after this number, or `latest` (default: all that are kept)')
    .option('--types <names>', 'names of events, with commas, for example message.failed,message.undelivered')
    .option('--limit <number>', 'maximum number of events, up to 1000 (default: 100)')
    .option('--wait <seconds>', 'seconds to wait for an event if there is none yet, up to 50')
    .option(...asJson)
    .action(async (given: unknown) => {
      const { json, ...filter } = Options.parse(given);
      const { events } = await connect();
      openScreen({ json }).show(await events.page(asWritten(filter)), showEvents);
    });
};

const Options = OutputOptions.extend({
  after: z.string().optional(),
  types: z.string().optional(),
  limit: z.string().optional(),
  wait: z.string().optional(),
});

/** Formats events as a table, with the option for the next ones. */
export const showEvents = ({ data, next_after: next }: EventPage): string => {
  const more = `For later events, add --after ${next}`;
  if (data.length === 0) return `No events match these filters. ${more}`;
  const rows = data.map((event) => [
    String(event.sequence),
    moment(event.occurred_at),
    event.type,
    subjectOf(event),
    personOf(event),
    reasonOf(event),
  ]);
  return `${columns(['number', 'at', 'event', 'subject', 'person', 'reason'], rows)}\n${more}`;
};

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? `${value}` : '');

export const subjectOf = ({ data }: Event): string => textOf(data['id'] ?? data['message_id'] ?? data['name']);

const personOf = ({ data }: Event): string => textOf(data['to'] ?? data['from']);

const reasonOf = ({ data }: Event): string => {
  const { error } = data;
  const code = typeof error === 'object' && error !== null && 'code' in error ? textOf(error.code) : '';
  return [textOf(data['reason']), code].filter(Boolean).join(' ');
};
