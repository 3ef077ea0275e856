import { describe, expect, it } from 'vitest';
import { readCatalog } from './support/catalog.ts';

const english = readCatalog('en');

/** The values and elements of a text: `{count}` and `<0>`. */
const placesOf = (text: string): string[] => (text.match(/\{\w+\}|<\/?\d+\/?>/g) ?? []).toSorted();

it('writes a number before a noun as a plural, because it may be one', () => {
  const nouns = 'people|persons|rows|messages|numbers|segments|campaigns|columns|senders|files|keys';
  const fixed = new RegExp(String.raw`(?<!\bof )\{\w+\} (?:\p{L}+ )?(?:${nouns})\b`, 'u');
  expect([...english.keys()].filter((text) => fixed.test(text))).toEqual([]);
});

describe.each(['es', 'pt-BR'])('the translation %s', (language) => {
  const catalog = readCatalog(language);

  it('has every text of the console, and no other', () => {
    expect(english.size).toBeGreaterThan(300);
    expect([...catalog.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    expect([...catalog].filter(([, translation]) => translation === '').map(([id]) => id)).toEqual([]);
  });

  it('has the same values and elements in each text', () => {
    const different = [...catalog].filter(([id, text]) => placesOf(id).join() !== placesOf(text).join());
    expect(different.map(([id]) => id)).toEqual([]);
  });
});
