import type { PriceList } from '@recado/contract';
import { columns } from '../terminal/columns.ts';

/** The price list as a table. */
export const showPrices = ({ currency, prices, version, is_example: isExample }: PriceList): string =>
  [
    isExample ? 'An example: check it against your own bills, and put yours.' : `The list number ${version}.`,
    columns(
      ['channel', 'category', 'country', currency],
      prices.map(({ channel, category, country, amount }) => [channel, category ?? 'any', country, amount]),
    ),
  ].join('\n');
