import type { Money } from '@recado/contract';
import type { Priced, Usage } from '@recado/messaging';
import { AnswerFailure, describeFailure } from './answer.ts';

type Charged = { sid: string; price: string | null; priceUnit: string | null };
type Listed = Charged & { dateCreated: Date };
type Page = { instances: Listed[]; nextPage: () => Promise<Page> | undefined };

/** The parts of twilio-node's messages that are used. */
export type PriceFetcher = (sid: string) => { fetch: () => Promise<Charged> };
export type PriceLister = { page: (filter: { dateSentAfter: Date; pageSize: number }) => Promise<Page> };

const pageSize = 1_000;
const dayMs = 24 * 3_600_000;

/** Returns Twilio's price of a message; undefined if there is no price yet, or if Twilio no longer has the message. */
export const fetchPrice = async (messages: PriceFetcher, sid: string): Promise<Priced | undefined> => {
  try {
    return pricedOf(await messages(sid).fetch());
  } catch (error) {
    if (error instanceof AnswerFailure && error.code === 20404) return undefined;
    throw error;
  }
};

/** Twilio's price is a negative decimal number as text, and null until it is known. */
const pricedOf = ({ sid, price, priceUnit }: Charged): Priced | undefined => {
  const amount = /^-?(\d+(\.\d+)?)$/.exec(price ?? '')?.[1];
  return amount && priceUnit ? { twilioSid: sid, amount, currency: priceUnit.toUpperCase() } : undefined;
};

/**
 * Lists Twilio's prices of the messages created since then, newest first, up to a thousand per request. It stops after
 * the given number of requests.
 */
export async function* listPrices(
  messages: PriceLister,
  since: Date,
  requests: number,
): AsyncGenerator<Priced[], void> {
  let page: Page | undefined = await messages.page({ dateSentAfter: dayBefore(since), pageSize });
  for (let requested = 1; page; requested += 1) {
    yield page.instances.map(pricedOf).filter((priced) => priced !== undefined);
    const oldest: Date | undefined = page.instances.at(-1)?.dateCreated;
    page = requested < requests && oldest && oldest >= since ? await page.nextPage() : undefined;
  }
}

/** The filter knows days of GMT; one more is asked for, as a message is sent later than it is made. */
const dayBefore = (since: Date): Date => new Date(Math.floor(since.getTime() / dayMs) * dayMs - dayMs);

export type BalanceFetcher = { fetch: () => Promise<{ balance: string; currency: string }> };

/** Returns what the account has left. The amount is negative if it owes something. Rejects if Twilio does not answer. */
export const fetchBalance = async (resource: BalanceFetcher): Promise<Money> => {
  const { balance, currency } = await resource.fetch();
  if (!/^-?\d+(\.\d+)?$/.test(balance) || !/^[A-Z]{3}$/i.test(currency ?? ''))
    throw new Error('The answer of Twilio is not a balance. Look at the account in the Twilio console');
  return { amount: balance, currency: currency.toUpperCase() };
};

type UsageInstance = {
  category: string;
  count: string | null;
  price: number | null;
  priceUnit: string | null;
  asOf: string | null;
};

/** The part of twilio-node's daily Usage Records that is used. */
export type UsageLister = {
  list: (filter: {
    startDate: Date;
    endDate: Date;
    includeSubaccounts: boolean;
    pageSize: number;
  }) => Promise<UsageInstance[]>;
};

const refusals = new Set([400, 401, 403, 404, 405, 410]);

/**
 * Returns what Twilio billed the account on a UTC day, or why it does not tell: a restricted API key may lack the permission.
 * Rejects if Twilio does not answer.
 */
export const fetchUsage = async (records: UsageLister, day: string): Promise<Usage> => {
  const date = new Date(`${day}T00:00:00Z`);
  try {
    const found = await records.list({ startDate: date, endDate: date, includeSubaccounts: false, pageSize });
    const end = date.getTime() + dayMs;
    return {
      isWhole: found.every(({ asOf }) => !asOf || !(Date.parse(asOf) < end)),
      records: found.map(({ category, count, price, priceUnit }) => ({
        category,
        count: Math.trunc(Number(count ?? 0)) || 0,
        amount: Math.abs(price ?? 0).toFixed(6),
        currency: (priceUnit ?? 'USD').toUpperCase(),
      })),
    };
  } catch (error) {
    if (error instanceof AnswerFailure && refusals.has(error.status))
      return { problem: `${describeFailure(error)}. Let the API key read Usage Records` };
    throw error;
  }
};
