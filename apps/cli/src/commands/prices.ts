import type { PriceList, Usage } from '@recado/contract';
import type { Command } from 'commander';
import { asWritten, connect } from '../api/connect.ts';
import { readJsonFile } from '../options.ts';
import { columns } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addPrices = (program: Command): void => {
  const prices = program.command('prices').description('show or replace the price list');
  prices
    .command('get')
    .description('show the price list')
    .option(...asJson)
    .action(async (given: unknown) => {
      const api = await connect();
      openScreen(OutputOptions.parse(given)).show(await api.prices.get(), showPrices);
    });
  prices
    .command('set <file>')
    .description('replace the whole price list with a JSON file; - reads stdin')
    .option(...asJson)
    .addHelpText(
      'after',
      `
Example of a file:
  {"currency":"USD","prices":[{"channel":"whatsapp","category":"marketing","country":"BR","amount":"0.0625"},
                              {"channel":"sms","country":"*","amount":"0.05"}]}`,
    )
    .action(async (path: string, given: unknown) => {
      const list = await readJsonFile(path);
      const api = await connect();
      openScreen(OutputOptions.parse(given)).show(await api.prices.put(asWritten(list)), showPrices);
    });
};

/** Formats the price list as a table. */
const showPrices = ({ currency, prices, version, is_example: isExample, usage }: PriceList): string =>
  [
    isExample
      ? 'These are example prices. Check them against your bills, and set yours with `recado prices set`.'
      : `Price list, version ${version}.`,
    columns(
      ['channel', 'category', 'country', currency],
      prices.map(({ channel, category, country, amount }) => [channel, category ?? 'any', country, amount]),
    ),
    ...(usage ? [showUsage(usage)] : []),
  ].join('\n');

const showUsage = ({ day, problem, sums = [] }: Usage): string => {
  if (problem !== undefined) return `Twilio did not tell what it billed on ${day}: ${problem}`;
  const rows = sums.map(({ channel, category, counted, billed, is_drift: isDrift }) => [
    channel,
    category ?? 'all',
    counted.amount,
    billed.amount,
    isDrift ? 'differs' : '',
  ]);
  return `\nCounted and billed on ${day}:\n${columns(['channel', 'category', 'counted', 'billed', ''], rows)}`;
};
