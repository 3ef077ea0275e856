import type { Category, Channel, Money } from '@recado/contract';
import type { PriceList } from '../pricing/prices.ts';
import { amountOf, microsOf } from './micros.ts';

/** So many messages to a country, of SMS segments. A country of `?` is not known. */
export type CountryPart = { country: string; units: number };

/** Of no price list: nothing. */
export type PartsCost = { cost?: Money; unpriced: string[] };

/** What one message or segment to a country costs, in millionths. */
const unitPrice = (
  { prices }: PriceList,
  channel: Channel,
  category: Category,
  country: string,
): bigint | undefined => {
  const listed = prices.filter((price) => price.channel === channel && price.category === category);
  const price = listed.find((each) => each.country === country) ?? listed.find((each) => each.country === '*');
  return price && microsOf(price.amount);
};

/** What messages cost by a price list, without those to countries that have no price there: these are named. */
export const priceParts = (
  list: PriceList | undefined,
  { channel, category }: { channel: Channel; category: Category },
  parts: readonly CountryPart[],
): PartsCost => {
  if (!list) return { unpriced: [] };
  const each = parts.map((part) => ({ ...part, price: unitPrice(list, channel, category, part.country) }));
  const micros = each.reduce((sum, { price = 0n, units }) => sum + price * BigInt(units), 0n);
  return {
    ...(each.some(({ price }) => price !== undefined) && {
      cost: { amount: amountOf(micros), currency: list.currency },
    }),
    unpriced: [...new Set(each.flatMap(({ price, country }) => (price === undefined ? [country] : [])))].toSorted(),
  };
};
