import type { DeliveryPage, Webhook } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { columns, moment } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addWebhooks = (program: Command): void => {
  const webhooks = program.command('webhooks').description('send events to your systems');
  webhooks
    .command('create <url>')
    .description('create a webhook and print its secret once')
    .option('--types <names>', 'names of events, with commas (default: all)')
    .option('--filter <field=value...>', 'only events about this, for example campaign_id=… or sender=store')
    .option('--include-numbers', 'send whole phone numbers and the texts of inbound messages')
    .option(...asJson)
    .action(create);
  webhooks
    .command('list')
    .description('list the webhooks')
    .option(...asJson)
    .action(list);
  webhooks
    .command('resume <id>')
    .description('continue a parked or ended webhook with the event after the last one that it got')
    .option(...asJson)
    .action(async (id: string, given: unknown) =>
      show(given, await (await connect()).webhooks.change(id, { status: 'active' })),
    );
  webhooks
    .command('rotate-secret <id>')
    .description('give a webhook another secret; both sign for 24 hours')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const created = await (await connect()).webhooks.rotateSecret(id);
      openScreen(OutputOptions.parse(given)).show(created, showSecret);
    });
  webhooks
    .command('replay <id>')
    .description('send events once more')
    .requiredOption('--from <number>', 'number of the first event')
    .requiredOption('--to <number>', 'number of the last event')
    .option(...asJson)
    .action(replay);
  webhooks
    .command('deliveries <id>')
    .description('list deliveries, the newest first')
    .option('--cursor <cursor>', 'continue from the cursor that the previous page printed')
    .option(...asJson)
    .action(deliveries);
  addShort(webhooks);
};

const addShort = (webhooks: Command): void => {
  webhooks
    .command('test <id>')
    .description('send a test event, which only this webhook gets')
    .action(async (id: string) => {
      await (await connect()).webhooks.test(id);
      console.log(`Test event written. See: recado webhooks deliveries ${id}`);
    });
  webhooks
    .command('delete <id>')
    .description('delete a webhook')
    .action(async (id: string) => {
      await (await connect()).webhooks.delete(id);
      console.log('Webhook deleted.');
    });
};

const CreateOptions = OutputOptions.extend({
  types: z.string().optional(),
  filter: z.array(z.string()).optional(),
  includeNumbers: z.boolean().default(false),
});

const create = async (url: string, given: unknown): Promise<void> => {
  const { json, types, filter, includeNumbers } = CreateOptions.parse(given);
  const { webhooks } = await connect();
  const request = {
    url,
    ...(types !== undefined && { types: types.split(',') }),
    ...(filter && { filter: filterOf(filter) }),
    include_numbers: includeNumbers,
  };
  openScreen({ json }).show(await webhooks.create(asWritten(request)), showSecret);
};

/** Several values of one field become a list. */
const filterOf = (pairs: readonly string[]): Record<string, unknown> => {
  const fields = Map.groupBy(pairs, (pair) => pair.split('=', 1)[0] ?? '');
  return Object.fromEntries(
    Array.from(fields, ([field, same]) => {
      const values = same.map((pair) => pair.slice(field.length + 1));
      return [field, field === 'error_code' ? values.map(Number) : values];
    }),
  );
};

const showSecret = (created: Webhook & { secret: string }): string =>
  `${showWebhooks([created])}\nSecret, shown once: ${created.secret}`;

const show = (given: unknown, webhook: Webhook): void =>
  openScreen(OutputOptions.parse(given)).show(webhook, (answer) => showWebhooks([answer]));

const list = async (given: unknown): Promise<void> => {
  const { webhooks } = await connect();
  openScreen(OutputOptions.parse(given)).show(await webhooks.list(), ({ data }) => showWebhooks(data));
};

/** Formats webhooks as a table. */
export const showWebhooks = (data: readonly Webhook[]): string => {
  if (data.length === 0) return 'There are no webhooks. Create one with: recado webhooks create <url>';
  const rows = data.map((webhook) => [
    webhook.id,
    webhook.url,
    webhook.types?.join(',') ?? 'all',
    stateOf(webhook),
    String(webhook.sequence),
  ]);
  return columns(['id', 'url', 'events', 'status', 'got up to'], rows);
};

const stateOf = ({ status, reason, failing_since: since, waiting }: Webhook): string => {
  if (reason !== undefined) return `${status}: ${reason}`;
  const state = since === undefined ? status : `failing since ${moment(since)}`;
  return waiting === 0 ? state : `${state}, ${waiting} waiting`;
};

const ReplayOptions = OutputOptions.extend({ from: z.coerce.number(), to: z.coerce.number() });

const replay = async (id: string, given: unknown): Promise<void> => {
  const { from, to } = ReplayOptions.parse(given);
  show(given, await (await connect()).webhooks.replay(id, { from, to }));
};

const deliveries = async (id: string, given: unknown): Promise<void> => {
  const { json, cursor } = OutputOptions.extend({ cursor: z.string().optional() }).parse(given);
  const page = await (await connect()).webhooks.deliveries(id, { cursor }).page();
  openScreen({ json }).show(page, showDeliveries);
};

const showDeliveries = ({ data, next_cursor: next }: DeliveryPage): string => {
  if (data.length === 0) return 'Nothing was delivered yet.';
  const rows = data.map((delivery) => [
    moment(delivery.at),
    `${delivery.first_sequence}-${delivery.last_sequence}`,
    String(delivery.events),
    String(delivery.status ?? delivery.error ?? ''),
  ]);
  const table = columns(['at', 'numbers', 'events', 'result'], rows);
  return next === null ? table : `${table}\nThere are more: --cursor ${next}`;
};
