import { z } from 'zod';

/** What can be stored and sent as it is: no NUL, which PostgreSQL cannot keep, and no half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Any text that people write. Lengths are in UTF-16 units. */
export const Text = z.string().refine(isStorable, {
  message: 'contains a character that is none',
  params: { reason: 'invalid_characters' },
});
