/**
 * Reads a language as people write it: `pt-BR`, `PT`, `por`, `Português (Brasil)`, `español`, `Inglés`. Returns it in the
 * form of templates (`pt_BR`, `es`), and `undefined` for what is none. `known`: more languages than WhatsApp has.
 */
export const readLanguage = (value: string, known: readonly string[] = []): string | undefined =>
  languageOfCode(value.trim(), known) ?? names().get(wordOf(value));

/** A code: `pt`, `por`, `pt-BR`, `pt_br`, `pt BR`, `zh-Hant-TW`, `pt_BR.UTF-8`. */
const code = /^([a-z]{2,3})(?:[-_ /]([a-z]{4}))?(?:[-_ /]([a-z]{2}))?(?:\.utf-?8)?$/i;

const languageOfCode = (value: string, known: readonly string[]): string | undefined => {
  const [, language, script, region] = code.exec(value) ?? [];
  if (language === undefined) return undefined;
  const locale = localeOf([language, script, region].filter((part) => part !== undefined).join('-'));
  if (!locale || !(bases.has(locale.language) || known.some((each) => each.split('_')[0] === locale.language)))
    return undefined;
  return locale.region === undefined ? locale.language : `${locale.language}_${locale.region}`;
};

/** A region that does not exist is a mistake. */
const localeOf = (tag: string): Intl.Locale | undefined => {
  try {
    const locale = new Intl.Locale(tag);
    return locale.region === undefined || regionNames.of(locale.region) !== undefined ? locale : undefined;
  } catch {
    return undefined;
  }
};

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** The languages in which WhatsApp has templates; after a colon, the countries whose form of it has templates of its own. */
const languages =
  'af ar:AE,EG,LB,MA,QA az be bg bn:IN ca cs da de:AT,CH el en:AE,AU,CA,GB,GH,IE,IN,JM,MY,NZ,QA,SG,UG,US,ZA ' +
  'es:AR,CL,CO,CR,DO,EC,ES,HN,MX,PA,PE,UY et fa fi fil fr:BE,CA,CH,CI,MA ga gu ha he hi hr hu id it ja ka kk kn ko ' +
  'ky:KG lo lt lv mk ml mr ms nb nl:BE pa pl pt:BR,PT ro ru rw:RW si sk sl sq:AL sr sv sw ta te th tr uk ur uz vi ' +
  'zh:CN,HK,TW zu';

const entries = languages.split(' ').map((entry) => {
  const [language = '', regions = ''] = entry.split(':');
  return { language, regions: regions ? regions.split(',') : [] };
});
const bases = new Set(entries.map(({ language }) => language));

/** Holds spellings that people use beside the names. */
const aliases: [string, string][] = [
  ['castellano', 'es'],
  ['castelhano', 'es'],
  ['castilian', 'es'],
  ['esp', 'es'],
  ['ing', 'en'],
  ['port', 'pt'],
  ['brasileiro', 'pt_BR'],
  ['brasileño', 'pt_BR'],
  ['brazilian', 'pt_BR'],
];

/** `Português do Brasil` and `português (Brasil)` are the same words. */
const wordOf = (value: string): string =>
  value
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '' && !between.has(word))
    .join('');

const between = new Set(['de', 'da', 'do', 'del', 'of', 'from', 'the']);

let cached: Map<string, string> | undefined;

/** The names of languages in Portuguese, Spanish, English and the language itself; made when a file needs them. */
const names = (): Map<string, string> => {
  // A bare name comes after those with a country, so that it wins: `español DO` is `español` without its small word.
  cached ??= new Map(
    [...entries.flatMap(regionalNamesOf), ...entries.flatMap(namesOf), ...aliases].map(([name, language]) => [
      wordOf(name),
      language,
    ]),
  );
  return cached;
};

type Entry = (typeof entries)[number];

const localesOf = ({ language }: Entry): string[] => ['pt', 'es', 'en', language];

const namesOf = (entry: Entry): [string, string][] =>
  localesOf(entry).map((locale) => [nameIn(locale, entry.language), entry.language]);

const nameIn = (locale: string, language: string): string =>
  new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language;

const regionalNamesOf = (entry: Entry): [string, string][] =>
  localesOf(entry).flatMap((locale) => {
    const { language, regions } = entry;
    const name = nameIn(locale, language);
    const countries = new Intl.DisplayNames(locale, { type: 'region' });
    return regions.flatMap((region) =>
      [
        nameIn(locale, `${language}-${region}`),
        `${name} ${countries.of(region) ?? region}`,
        `${name} ${region}`,
        `${language} ${region}`,
      ].map((each): [string, string] => [each, `${language}_${region}`]),
    );
  });
