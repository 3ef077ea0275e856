import type { Command } from 'commander';
import { connect } from '../api/connect.ts';
import { readJsonFile } from '../options/json-file.ts';
import { showPrices } from '../prices/show-prices.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addPrices = (program: Command): void => {
  const prices = program.command('prices').description('show or put what messages are expected to cost');
  prices
    .command('get')
    .description('show the price list')
    .option(...asJson)
    .action(async (given: unknown) => {
      const { account } = await connect();
      openScreen(OutputOptions.parse(given)).show(await account.prices(), showPrices);
    });
  prices
    .command('set <file>')
    .description('put the whole price list, from a JSON file; - reads stdin')
    .option(...asJson)
    .addHelpText(
      'after',
      `
The file:
  {"currency":"USD","prices":[{"channel":"whatsapp","category":"marketing","country":"BR","amount":"0.0625"},
                              {"channel":"sms","country":"*","amount":"0.05"}]}`,
    )
    .action(async (path: string, given: unknown) => {
      const list = await readJsonFile(path);
      const { account } = await connect();
      openScreen(OutputOptions.parse(given)).show(await account.putPrices(list), showPrices);
    });
};
