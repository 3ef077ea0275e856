import { z } from 'zod';
import { Category, Channel } from './content.ts';
import { Amount, Currency } from './money.ts';

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
