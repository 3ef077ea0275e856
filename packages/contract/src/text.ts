import { z } from 'zod';

/** What can be stored and sent as it is: no NUL, which PostgreSQL cannot keep, and no half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Any text that people write. Lengths are in UTF-16 units. */
export const Text = z.string().refine(isStorable, {
  message: 'contains a character that is none',
  params: { reason: 'invalid_characters' },
});

/** What a message says without a template. Twilio refuses a text of nothing but space. */
export const FreeText = Text.min(1, { abort: true })
  .max(1600)
  .refine((text) => text.trim() !== '', { message: 'must not be blank', params: { reason: 'empty' } })
  .meta({ description: 'Free text, instead of a template' });
