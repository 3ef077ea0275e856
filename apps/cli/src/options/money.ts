import { misuse } from '../failure.ts';

/** `120USD` or `120.50 USD`. */
export const readMoney = (option: string, text: string): { amount: string; currency: string } => {
  const [, amount, currency] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]{3})\s*$/.exec(text) ?? [];
  if (amount === undefined || currency === undefined)
    throw misuse(`${option} ${text}: write an amount and its currency, as in ${option} 120USD`);
  return { amount, currency: currency.toUpperCase() };
};
