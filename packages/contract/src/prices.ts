import { z } from 'zod';
import { Category, Channel } from './content.ts';

/** An amount of money as text, so that no digit is lost: at most 12 digits and 6 decimal places. */
export const Amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be an amount such as 120.00')
  .meta({ description: 'A decimal number as text', examples: ['120.00'] });
export type Amount = z.infer<typeof Amount>;

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency such as USD')
  .meta({ description: 'ISO 4217', examples: ['USD'] });
export type Currency = z.infer<typeof Currency>;

export const Money = z.strictObject({ amount: Amount, currency: Currency }).meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;

/** More than nothing. */
export const Budget = Money.refine(({ amount }) => /[1-9]/.test(amount), {
  path: ['amount'],
  message: 'must be more than 0',
  params: { reason: 'too_small' },
});

const Country = z
  .string()
  .regex(/^([A-Z]{2}|\*)$/, 'must be a country such as BR, or * for any other')
  .meta({ description: 'ISO 3166-1 alpha-2; `*` is any country that is not named', examples: ['BR', '*'] });

/** What one message costs, of SMS one segment. */
export const Price = z
  .strictObject({
    channel: Channel,
    category: Category.optional().meta({ description: 'Without it, every category that has no price of its own' }),
    country: Country,
    amount: Amount,
  })
  .meta({ id: 'Price' });
export type Price = z.infer<typeof Price>;

const keyOf = ({ channel, category, country }: Price) => `${channel} ${category ?? ''} ${country}`;

/** What `PUT /v1/prices` takes: the whole list. */
export const PutPrices = z
  .strictObject({
    currency: Currency,
    prices: z
      .array(Price)
      .max(1000)
      .refine((prices) => new Set(prices.map(keyOf)).size === prices.length, {
        message: 'names the same price twice',
        params: { reason: 'duplicate' },
      }),
  })
  .meta({ id: 'PutPrices' });
export type PutPrices = z.infer<typeof PutPrices>;

/** What messages are expected to cost, until Twilio says what they did. */
export const PriceList = z
  .object({
    currency: Currency,
    prices: z.array(Price),
    version: z.int().meta({ description: 'Counts the lists that were put' }),
    is_example: z.boolean().meta({
      description: 'The list to begin with: what Twilio and Meta have published, to be checked against your own bills',
    }),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'PriceList' });
export type PriceList = z.infer<typeof PriceList>;
