import type { Category, Channel, Money, PriceCategory, PutPrices } from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal } from '../errors.ts';

/**
 * Holds the price of one message, or of one SMS segment. A country of `*` covers all countries without a price of their
 * own.
 */
export type ListedPrice = { channel: Channel; category: PriceCategory; country: string; amount: string };

/** Holds the expected prices of messages, until Twilio reports the real ones. */
export type PriceList = {
  currency: string;
  prices: ListedPrice[];
  /** Counts the lists that were put. */
  version: number;
  /** True until a price list was set. */
  isExample: boolean;
  updatedAt: Date;
};

export type PutPricesDeps = {
  clock: () => Date;
  /** Returns amounts in another currency: the names of campaigns that are not over, and of the daily budget. */
  findOtherBudgets: (currency: string) => Promise<string[]>;
  savePrices: (currency: string, prices: ListedPrice[], at: Date, audit: AuditEntry) => Promise<PriceList>;
};

/** Replaces the price list. Refused while a budget counts in another currency: it could not be kept. */
export const putPrices = async (
  deps: PutPricesDeps,
  { currency, prices }: PutPrices,
  { actor }: ByActor,
): Promise<PriceList> => {
  const others = await deps.findOtherBudgets(currency);
  if (others.length)
    throw new Refusal(
      'conflict',
      `There are budgets that are not in ${currency}: ${others.join(', ')}. Change or remove them first`,
    );
  const at = deps.clock();
  const detail = { currency, prices: prices.length };
  return deps.savePrices(currency, spread(prices), at, {
    at,
    actor,
    action: 'prices.changed',
    object: 'prices',
    detail,
  });
};

const categories: Record<Channel, readonly PriceCategory[]> = {
  sms: ['utility', 'marketing', 'authentication'],
  whatsapp: ['utility', 'marketing', 'authentication', 'service'],
};

/** A price of no category is that of each category without one of its own. */
const spread = (requested: PutPrices['prices']): ListedPrice[] => {
  const own = new Set(requested.map(({ channel, category, country }) => `${channel} ${category ?? ''} ${country}`));
  return requested.flatMap(({ channel, category, country, amount }) =>
    (category ? [category] : categories[channel])
      .filter((each) => category || !own.has(`${channel} ${each} ${country}`))
      .map((each) => ({ channel, category: each, country, amount })),
  );
};

/** Counts the messages, or SMS segments, to a country. A country of `?` is unknown. */
export type CountryPart = { country: string; units: number };

/** The cost by the price list; without a list there is none. */
export type PartsCost = { cost?: Money; unpriced: string[] };

/** Sums the cost of messages by a price list. Countries without a price are left out and named. */
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

/** Returns the price of one message or segment to a country, in millionths. */
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

const places = 6;

/** Converts a decimal amount to millionths: prices have at most six places. Nothing is lost to floating point. */
export const microsOf = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
};

/** Millionths as a decimal amount, without zeros at its end but for cents: `12.50`, `0.0625`. */
export const amountOf = (micros: bigint): string => {
  const digits = String(micros).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -places)}.${fraction}`;
};
