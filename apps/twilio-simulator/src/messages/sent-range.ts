import { z } from 'zod';
import { invalidParameter, type Refusal } from '../refusals/refusal.ts';

/** The filters on date_sent, by Twilio's names: `DateSent<` is on or before, `DateSent>` on or after. */
export const SentFilters = z.object({
  DateSent: z.string().optional(),
  'DateSent<': z.string().optional(),
  'DateSent>': z.string().optional(),
});
export type SentFilters = z.infer<typeof SentFilters>;

const names = ['DateSent', 'DateSent<', 'DateSent>'] as const;

/** Epoch milliseconds, both ends included. */
type Range = { from: number; until: number };

const day = 86_400_000;
const second = 1000;

/** A date is its whole day in UTC, a time its whole second: date_sent is shown to the second. */
const spanOf = (text: string): Range => {
  const length = /^\d{4}-\d{2}-\d{2}$/.test(text) ? day : second;
  const from = Math.floor(Date.parse(text) / second) * second;
  return { from, until: from + length - 1 };
};

/** What a date_sent has to lie in; undefined without a filter. With one, a message not yet sent never matches. */
export const sentRange = (filters: SentFilters): Range | Refusal | undefined => {
  const given = names.map((name) => [name, filters[name] ?? ''] as const).filter(([, text]) => text !== '');
  if (!given.length) return undefined;
  const wrong = given.find(([, text]) => Number.isNaN(Date.parse(text)));
  if (wrong) return invalidParameter(wrong[0], `${wrong[1]} is no date`);
  const range = { from: -Infinity, until: Infinity };
  for (const [name, text] of given) {
    const span = spanOf(text);
    if (!name.endsWith('<')) range.from = Math.max(range.from, span.from);
    if (!name.endsWith('>')) range.until = Math.min(range.until, span.until);
  }
  return range;
};
