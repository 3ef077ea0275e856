import { Refusal } from '../errors.ts';
import { answerColumnsOf, type AnswerColumns } from './answers.ts';
import { isLanguage, isMobileName, isTimezone, mayBeNumber, plainName, rankOfNumber } from './header-words.ts';

/** Names the fields of a row, by their position. */
export type Layout = {
  names: readonly string[];
  /** Where the number may be. In a good file it is one place. */
  numbers: number[];
  /** Holds the person's own time zone. */
  timezone?: number;
  /** Holds the language in which the person is written. */
  language?: number;
  variables: { at: number; name: string }[];
  /** Variables that several fields claim to be. */
  clashes: { name: string; fields: string[] }[];
  /** Where people may have agreed or refused. */
  answers: AnswerColumns;
  ignored: string[];
};

/** Says by its name what a column is, where its name alone does not: `phone`, `timezone`, `language`, `ignored` or `variable:name`. */
export type ColumnMapping = Readonly<Record<string, string>>;

/** Begins the name of an answer inside another value of a row of JSON. */
export const nestedMark = '› ';

/**
 * Finds out by the names of a row's fields what they are. `variables`: those that the template knows. A column that the
 * mapping names is what the mapping says.
 */
export const layoutOf = (names: readonly string[], { variables, mapping = {}, takesLanguage }: Looked): Layout => {
  const known = new Set(variables);
  const uses = names.map((name) => (Object.hasOwn(mapping, name) ? mapping[name] : undefined));
  const free = names.map((name, at) => (uses[at] === undefined && !name.startsWith(nestedMark) ? name : ''));
  const mappedOr = (use: string, find: () => number[]): number[] => {
    const mapped = placesOf(names, (_name, at) => uses[at] === use);
    return mapped.length ? mapped : find();
  };
  const places = variables.map((name) => ({
    name,
    at: mappedOr(`variable:${name}`, () => placesOfVariable(free, name, known)),
  }));
  const numbers = mappedOr('phone', () => placesOfNumber(free, known));
  const taken = new Set([...numbers, ...places.flatMap(({ at }) => at)]);
  const [timezone] = mappedOr('timezone', () => placesOf(free, (name, at) => !taken.has(at) && isTimezone(name)));
  if (timezone !== undefined) taken.add(timezone);
  const [language] = takesLanguage
    ? mappedOr('language', () => placesOf(free, (name, at) => !taken.has(at) && isLanguage(name)))
    : [];
  if (language !== undefined) taken.add(language);
  return {
    names,
    numbers,
    ...(timezone !== undefined && { timezone }),
    ...(language !== undefined && { language }),
    variables: places.flatMap(({ name, at: [at] }) => (at === undefined ? [] : [{ name, at }])),
    clashes: places
      .filter(({ at }) => at.length > 1)
      .map(({ name, at }) => ({ name, fields: at.map((place) => names[place] ?? '') })),
    answers: answerColumnsOf(names, taken),
    ignored: names.filter((name, at) => name !== '' && !taken.has(at)),
  };
};

const prefix = /^variables\./;

const placesOf = (names: readonly string[], fits: (name: string, at: number) => boolean): number[] =>
  [...names.keys()].filter((at) => fits(names[at] ?? '', at));

/** Its own spelling goes before others that read alike, and those before names with a remark, as in `nome (completo)`. */
const placesOfVariable = (names: readonly string[], variable: string, known: ReadonlySet<string>): number[] => {
  const bare = names.map((name) => name.replace(prefix, ''));
  const own = placesOf(bare, (name) => name === variable);
  if (own.length) return own;
  const alike = plainName(variable);
  const places = placesOf(bare, (name) => !known.has(name) && plainName(name) === alike);
  if (places.length) return places;
  return placesOf(bare, (name) => !known.has(name) && plainName(name.replace(/\(.*$/s, '')) === alike);
};

/** Returns the places of the surest names. Among `Phone 1` and `Phone 2` the first is the person's. */
const placesOfNumber = (names: readonly string[], known: ReadonlySet<string>): number[] => {
  const ranks = names.map((name) => rankOfNumber(name) ?? Infinity);
  const best = Math.min(...ranks);
  if (best === Infinity) return placesOf(names, mayBeNumber);
  const named = placesOf(names, (_name, at) => ranks[at] === best);
  if (named.length === 1) return named;
  // A template may have a variable of such a name.
  const others = named.filter((at) => !known.has(names[at] ?? ''));
  return onlyMobile(names, others.length ? others : named);
};

/** An export that has `telefone` and `celular` means the second. `to` is a name of ours, beside which none is needed. */
const onlyMobile = (names: readonly string[], places: number[]): number[] => {
  const mobile = places.filter((at) => isMobileName(names[at] ?? ''));
  return mobile.length === 1 && !places.some((at) => names[at] === 'to') ? mobile : places;
};

/** The places of all that is read of a row. */
export const usedPlaces = ({ numbers, timezone, language, variables }: Layout): number[] => [
  ...numbers,
  ...variables.map(({ at }) => at),
  ...[timezone, language].filter((at) => at !== undefined),
];

const shownNames = 40;

/** `takesLanguage`: a column may hold the language of each person. Without it, such a column is one of no use. */
type Looked = { variables: readonly string[]; mapping?: ColumnMapping; takesLanguage?: boolean };

/**
 * Columns that are looked for. `required`: variables without which no row can be taken. `isPreview`: the reader shows a
 * header that is not good enough for an import, unless it is none.
 */
export type Wanted = Looked & { required?: readonly string[]; isPreview?: boolean };

/** Returns what the columns of a table are. Throws a Refusal if that does not suffice for an import. */
export const headerOf = (names: readonly string[], wanted: Wanted): Layout => {
  const layout = layoutOf(names, wanted);
  checkMapping(names, wanted);
  if (names.filter(Boolean).length === 1 && looksLikeData(names)) throw noNumber(names);
  if (!wanted.isPreview) checkHeader(layout, wanted);
  else if (!layout.numbers.length && looksLikeData(names)) throw noNumber(names);
  return layout;
};

const checkMapping = (names: readonly string[], { variables, mapping = {}, takesLanguage }: Wanted): void => {
  const unknown = Object.keys(mapping).filter((name) => !names.includes(name));
  if (unknown.length)
    throw refuseMapping('unknown_column', `names ${listed(unknown)}; the file has the columns ${listed(names)}`);
  if (!takesLanguage && Object.values(mapping).includes('language'))
    throw refuseMapping(
      'fixed_language',
      'names a column for the language of each person, but the campaign has one language for all. Remove its language first',
    );
  const wrong = Object.values(mapping).filter((use) => use.startsWith(variableUse) && !isVariable(use, variables));
  if (wrong.length)
    throw refuseMapping(
      'unknown_variable',
      `names ${listed(wrong.map((use) => use.slice(variableUse.length)))}; the template has the variables ${listed(variables)}`,
    );
};

const variableUse = 'variable:';

const isVariable = (use: string, variables: readonly string[]) => variables.includes(use.slice(variableUse.length));

const refuseMapping = (reason: string, message: string) =>
  new Refusal('invalid-request', `The mapping ${message}`, [{ field: 'columns', reason, message }]);

/** Throws a Refusal if a table lacks a required column, or if columns cannot be distinguished. */
const checkHeader = ({ names, numbers, variables, clashes }: Layout, { required = [] }: Wanted): void => {
  if (!numbers.length) throw noNumber(names);
  if (numbers.length > 1)
    throw refuse(
      'several_phone_columns',
      `has several columns for the number: ${listed(numbers.map((at) => names[at] ?? ''))}; keep one of them`,
    );
  for (const { name, fields } of clashes)
    throw refuse('duplicate_column', `has several columns for the variable ${name}: ${listed(fields)}`);
  const missing = required.filter((name) => !variables.some((found) => found.name === name));
  if (missing.length) throw missingColumns(missing, names);
};

const missingColumns = (missing: readonly string[], names: readonly string[]) =>
  new Refusal(
    'invalid-request',
    `The file has no column for ${missing.join(', ')}; it has ${listed(names)}. Name the column as the variable is named, ` +
      'or give the campaign a value for everyone',
    missing.map((field) => ({ field, reason: 'missing_column', message: `the file has no column for ${field}` })),
  );

const refuse = (reason: string, message: string) =>
  new Refusal('invalid-request', `The header ${message}`, [{ field: 'header', reason, message }]);

/** A file without a header would show its first row, so numbers in it are masked. */
const shown = (name: string) => `"${name.slice(0, shownNames).replace(/\d(?=\d{4})/g, '*')}"`;

const listed = (names: readonly string[]) => names.map(shown).join(', ') || 'nothing';

/** A date above a table is no data of a person, and a phone number is. */
export const looksLikeData = (names: readonly string[]): boolean =>
  names.some((name) => name.replace(dates, '').replace(/\P{Nd}/gu, '').length >= 8);

const dates =
  /(?<![\d+])(?:\d{1,2}([-/.])\d{1,2}\1\d{2,4}|\d{4}([-/.])\d{1,2}\2\d{1,2})(?!\d)|(?<!\d)\d{1,2}(?::\d\d){1,2}(?!\d)/g;

const deleteAbove = 'If there are lines above the names of the columns, for example a title, delete them';

const noNumber = (names: readonly string[]) =>
  looksLikeData(names)
    ? refuse('no_header', `is missing: the first line must name the columns, as in phone,nome. ${deleteAbove}`)
    : refuse(
        'no_phone_column',
        `has no column for the number, for example phone or telefone; it has ${listed(names)}. ${deleteAbove}`,
      );
