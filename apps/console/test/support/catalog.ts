import { readFileSync } from 'node:fs';

const folder = new URL('../../src/locales/', import.meta.url);

/** Reads the pairs of a catalog: the English text and its translation. */
export const readCatalog = (language: string): Map<string, string> => {
  const text = readFileSync(new URL(`${language}.po`, folder), 'utf8');
  const entry = /^(?:msgctxt "(.*)"\n)?msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)/gm;
  const join = (lines: string) => [...lines.matchAll(/"(.*)"/g)].map(([, part = '']) => part).join('');
  const pairs = [...text.matchAll(entry)].map(
    ([, context, id = '', translation = '']) =>
      [context ? `${context}: ${join(id)}` : join(id), join(translation)] as const,
  );
  return new Map(pairs.filter(([id]) => id !== ''));
};
