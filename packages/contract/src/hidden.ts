/**
 * What deceives whoever reads a text, or is nothing to read at all: control characters but tab and line breaks, marks
 * that turn its direction, and what takes no room. Joiners, variation selectors and the marks LRM and RLM are not among
 * them: emoji and scripts need them.
 */
const hidden = /[^\P{Cc}\t\n\r]|[\u200B\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/u;
const everyHidden = new RegExp(hidden, 'gu');

/** The first of them by its name, as `U+202E`. */
export const hiddenIn = (text: string): string | undefined => {
  const [found] = hidden.exec(text) ?? [];
  return found && `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
};

/** The text without them. */
export const withoutHidden = (text: string): string => (hidden.test(text) ? text.replace(everyHidden, '') : text);
