import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readCatalog } from './support/catalog.ts';

const root = new URL('../../../', import.meta.url);
const english = readCatalog('en');

/** The values and elements of a text: `{count}` and `<0>`. */
const placesOf = (text: string): string[] => (text.match(/\{\w+\}|<\/?\d+\/?>/g) ?? []).toSorted();

it('writes a number before a noun as a plural, because it may be one', () => {
  const nouns = 'people|persons|rows|messages|numbers|segments|campaigns|columns|senders|files|keys';
  const fixed = new RegExp(String.raw`(?<!\bof )\{\w+\} (?:\p{L}+ )?(?:${nouns})\b`, 'u');
  expect([...english.keys()].filter((text) => fixed.test(text))).toEqual([]);
});

/** Reasons that only requests of programs get: the console has no field for them. */
const ofPrograms = new Set(
  `after_until not_in_report too_many_steps invalid invalid_signature unknown_field exclusive below_content below_others expired in_the_future unknown_country fixed_language last_admin contradicts_consent has_variables invalid_value is_marketing no_answer no_answer_column wrong_credentials balance_too_low error_share overdue requested`.split(
    ' ',
  ),
);

it('has a sentence for each reason that the API gives', async () => {
  const words = readFileSync(new URL('../src/words/field-reasons.ts', import.meta.url), 'utf8');
  const known = new Set([...words.matchAll(/^ {2}'?([a-z_]+)'?:/gm)].map(([, reason = '']) => reason));
  const given = new Set<string>();
  const reason =
    /reason: '([a-z_]+)'|refuseField\(\s*[^,()]+(?:\([^)]*\))?,\s*'([a-z_]+)'|refuse\(\s*(?:[\w.?[\]' -]+,\s*)?'([a-z_]+)'/g;
  for await (const file of glob(['packages/messaging/src/**/*.ts', 'apps/api/src/**/*.ts'], { cwd: root }))
    if (!file.endsWith('.test.ts'))
      for (const [, ...found] of readFileSync(new URL(file, root), 'utf8').matchAll(reason))
        given.add(found.find(Boolean) ?? '');
  expect(given.size).toBeGreaterThan(50);
  expect([...given].filter((name) => !known.has(name) && !ofPrograms.has(name))).toEqual([]);
});

describe.each(['es', 'pt-BR'])('the translation %s', (language) => {
  const catalog = readCatalog(language);

  it('has every text of the console, and no other', () => {
    expect(english.size).toBeGreaterThan(300);
    expect([...catalog.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    expect([...catalog].filter(([, translation]) => translation === '').map(([id]) => id)).toEqual([]);
  });

  it('says the status of one message in the singular', () => {
    const statuses = [...catalog].filter(([id]) => id.startsWith('one message: '));
    expect(statuses.length).toBeGreaterThan(4);
    expect(statuses.filter(([, text]) => /^\S+s\b/.test(text))).toEqual([]);
  });

  it('has the same values and elements in each text', () => {
    const different = [...catalog].filter(([id, text]) => placesOf(id).join() !== placesOf(text).join());
    expect(different.map(([id]) => id)).toEqual([]);
  });
});
