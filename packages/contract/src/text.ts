import { z } from 'zod';
import { hiddenIn } from './hidden.ts';

const reason = 'invalid_characters';

/**
 * Any text that people write, as it can be stored, sent and read: no half of a surrogate pair and nothing hidden.
 * Lengths are in UTF-16 units.
 */
export const Text = z
  .string()
  .refine((text) => text.isWellFormed(), { message: 'contains half a character', params: { reason } })
  .refine((text) => hiddenIn(text) === undefined, {
    error: ({ input }) => `contains ${hiddenIn(String(input))}, which nobody sees: leave it out`,
    params: { reason },
  });

/** A text of one line: a name, or what something is called elsewhere. */
export const Line = Text.refine((text) => !/[\t\n\r\u2028\u2029]/.test(text), {
  message: 'must be one line, without tabs',
  params: { reason: 'line_break' },
});

/** What a message says without a template. Twilio refuses a text of nothing but space. */
export const FreeText = Text.min(1, { abort: true })
  .max(1600)
  .refine((text) => text.trim() !== '', { message: 'must not be blank', params: { reason: 'empty' } })
  .meta({ description: 'Free text, instead of a template' });
