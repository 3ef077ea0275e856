import type { Category, Channel } from '@recado/contract';

/** What one message costs, of SMS one segment. A country of `*` is any that has no price of its own. */
export type ListedPrice = { channel: Channel; category: Category; country: string; amount: string };

/** What messages are expected to cost, until Twilio says what they did. */
export type PriceList = {
  currency: string;
  prices: ListedPrice[];
  /** Counts the lists that were put. */
  version: number;
  /** Nobody has put one yet. */
  isExample: boolean;
  updatedAt: Date;
};
