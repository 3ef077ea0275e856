import type { Priced } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Writes down what Twilio charged, of messages that had no price. Rows are locked in order of id, as everywhere. */
export const setPrices = async (db: Kysely<Schema>, prices: readonly Priced[]): Promise<number> => {
  if (prices.length === 0) return 0;
  const { numAffectedRows } = await sql`
    with asked as (
      select * from json_to_recordset(${JSON.stringify(prices)}::json)
        as asked ("twilioSid" text, amount numeric, currency text)
    ),
    locked as (
      select messages.id, asked.amount, asked.currency
      from asked join messages on messages.twilio_sid = asked."twilioSid"
      where messages.price is null
      order by messages.id
      for no key update of messages
    )
    update messages set price = trim_scale(abs(locked.amount)), price_currency = locked.currency
    from locked where messages.id = locked.id`.execute(db);
  return Number(numAffectedRows ?? 0);
};
