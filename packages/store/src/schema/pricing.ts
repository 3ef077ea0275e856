import type { Channel, PriceCategory } from '@recado/contract';
import type { UsageSum } from '@recado/messaging';
import type { Generated, JSONColumnType } from 'kysely';

export type PriceListsTable = {
  is_current: Generated<boolean>;
  currency: string;
  version: Generated<number>;
  updated_at: Date;
  is_example: Generated<boolean>;
};

export type PricesTable = { channel: Channel; category: PriceCategory; country: string; amount: string };

export type PriceLooksTable = { age_seconds: number; place: Date; looked_at: Generated<Date> };

export type SpendDaysTable = { day: Date; amount: Generated<string> };

export type AccountLooksTable = { what: string; looked_at: Date };

/** One row, or none until Twilio was asked. */
export type AccountBalanceTable = { is_only: Generated<boolean>; amount: string; currency: string; read_at: Date };

/** Holds what was counted for messages that Twilio has priced. */
export type BilledDaysTable = {
  day: string;
  channel: Channel;
  category: PriceCategory;
  currency: string;
  amount: string;
};

/** Holds a day beside Twilio's Usage Records. */
export type UsageChecksTable = {
  day: string;
  checked_at: Date;
  problem: string | null;
  sums: JSONColumnType<UsageSum[]> | null;
};

export type AlertsTable = {
  id: string;
  subject: string;
  level: number;
  at: Date;
  detail: JSONColumnType<object>;
};

export type PricingSchema = {
  price_lists: PriceListsTable;
  prices: PricesTable;
  price_looks: PriceLooksTable;
  spend_days: SpendDaysTable;
  account_looks: AccountLooksTable;
  account_balance: AccountBalanceTable;
  billed_days: BilledDaysTable;
  usage_checks: UsageChecksTable;
  alerts: AlertsTable;
};
