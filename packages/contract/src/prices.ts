import { z } from 'zod';
import { Category, Channel } from './content.ts';

/** Holds an amount of money as text, so that no digit is lost: at most 12 digits and 6 decimal places. */
export const Amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be an amount such as 120.00')
  .meta({ description: 'Decimal number as text', examples: ['120.00'] });
export type Amount = z.infer<typeof Amount>;

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency such as USD')
  .meta({ description: 'Currency code (ISO 4217)', examples: ['USD'] });
export type Currency = z.infer<typeof Currency>;

export const Money = z.strictObject({ amount: Amount, currency: Currency }).meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;

/** Accepts an amount of more than zero. */
export const Budget = Money.refine(({ amount }) => /[1-9]/.test(amount), {
  path: ['amount'],
  message: 'must be more than 0',
  params: { reason: 'too_small' },
});

const Country = z
  .string()
  .regex(/^([A-Z]{2}|\*)$/, 'must be a country such as BR, or * for any other')
  .meta({
    description: 'Country code (ISO 3166-1 alpha-2); `*` is any country without a price of its own',
    examples: ['BR', '*'],
  });

/** Names what a price is for: a category, or a WhatsApp text without a template. */
export const PriceCategory = z
  .enum([...Category.options, 'service'])
  .meta({ id: 'PriceCategory', description: '`service` is a WhatsApp text without a template' });
export type PriceCategory = z.infer<typeof PriceCategory>;

/** Holds the price of one message; for SMS, of one segment. */
export const Price = z
  .strictObject({
    channel: Channel,
    category: PriceCategory.optional().meta({
      description: 'Category; if absent, the price applies to every category without a price of its own',
    }),
    country: Country,
    amount: Amount,
  })
  .refine(({ channel, category }) => category !== 'service' || channel === 'whatsapp', {
    path: ['category'],
    message: 'is for WhatsApp only',
    params: { reason: 'only_whatsapp' },
  })
  .meta({ id: 'Price' });
export type Price = z.infer<typeof Price>;

const keyOf = ({ channel, category, country }: Price) => `${channel} ${category ?? ''} ${country}`;

/** Validates the body of `PUT /v1/prices`. It replaces the whole list. */
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

/** Shows what Recado counted for a day, and what Twilio billed. */
export const Usage = z
  .object({
    day: z.iso.date().meta({ description: 'UTC day' }),
    checked_at: z.iso.datetime(),
    problem: z
      .string()
      .optional()
      .meta({ description: 'Why the day could not be compared. It is tried again every hour' }),
    sums: z
      .array(
        z.object({
          channel: Channel,
          category: PriceCategory.optional().meta({ description: 'Absent for all messages of the channel' }),
          counted: Money,
          billed: Money,
          is_drift: z.boolean().meta({ description: 'True if they differ by more than 5 % of what was billed' }),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof Usage>;

/** Lists expected prices. Once Twilio reports the price of a message, that one applies. */
export const PriceList = z
  .object({
    currency: Currency,
    prices: z.array(Price),
    version: z.int().meta({ description: 'Version of the list; it increases with every change' }),
    is_example: z.boolean().meta({
      description:
        'True for the example list, made from published prices of Twilio and Meta. Check it against your bills',
    }),
    updated_at: z.iso.datetime(),
    usage: Usage.optional().meta({
      description: "The last day that was compared with Twilio's Usage Records; absent before the first",
    }),
  })
  .meta({ id: 'PriceList' });
export type PriceList = z.infer<typeof PriceList>;
