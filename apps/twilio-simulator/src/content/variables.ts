import { z } from 'zod';

/** The values of a content's placeholders, by name. */
export const Variables = z.record(z.string(), z.string());
export type Variables = z.infer<typeof Variables>;

/** undefined when the text is not a JSON object whose values are strings. */
export const parseVariables = (text: string): Variables | undefined => {
  try {
    const parsed = Variables.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

/** WhatsApp takes no empty value, line break, tab, or more than four spaces in a row. */
export const isAcceptable = (value: string): boolean => value.trim() !== '' && !/[\r\n\t]| {5}/.test(value);
