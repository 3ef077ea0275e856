import { z } from 'zod';

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
