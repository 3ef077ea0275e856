import { Refusal } from '../errors.ts';

/** Which fields of a row are what, by their places in it. */
export type Layout = {
  names: readonly string[];
  /** Where the number may be. In a good file it is one place. */
  numbers: number[];
  /** The person's own time zone. */
  timezone?: number;
  variables: { at: number; name: string }[];
  /** Variables that several fields claim to be. */
  clashes: { name: string; fields: string[] }[];
  ignored: string[];
};

/** Finds out by the names of a row's fields what they are. `variables`: those that the template knows. */
export const layoutOf = (names: readonly string[], variables: readonly string[]): Layout => {
  const known = new Set(variables);
  const places = variables.map((name) => ({ name, at: placesOfVariable(names, name, known) }));
  const numbers = placesOfNumber(names, known);
  const taken = new Set([...numbers, ...places.flatMap(({ at }) => at)]);
  const [timezone] = placesOf(names, (name, at) => !taken.has(at) && forTimezones.has(plain(name)));
  if (timezone !== undefined) taken.add(timezone);
  return {
    names,
    numbers,
    ...(timezone !== undefined && { timezone }),
    variables: places.flatMap(({ name, at: [at] }) => (at === undefined ? [] : [{ name, at }])),
    clashes: places
      .filter(({ at }) => at.length > 1)
      .map(({ name, at }) => ({ name, fields: at.map((place) => names[place] ?? '') })),
    ignored: names.filter((name, at) => name !== '' && !taken.has(at)),
  };
};

/** `Telefone Celular` and `telefone_celular` are one name, so are `Número` and `numero`. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');

const forNumbers = new Set(
  (
    'to phone phones phone_number telephone telephone_number mobile mobile_number mobile_phone cell cellphone ' +
    'cell_phone whatsapp whatsapp_number msisdn telefone telefone_celular celular cel tel fone numero_de_telefone ' +
    'numero_do_telefone numero_do_celular numero_celular numero_telefone numero_whatsapp telefone_whatsapp'
  ).split(' '),
);
/** May as well be a house's: the number of a person only where nothing else is. */
const forNumbersAtNeed = new Set(['number', 'numero', 'num']);
const forTimezones = new Set(['timezone', 'time_zone', 'fuso', 'fuso_horario']);

const prefix = /^variables\./;

const placesOf = (names: readonly string[], fits: (name: string, at: number) => boolean): number[] =>
  [...names.keys()].filter((at) => fits(names[at] ?? '', at));

/** Its own spelling goes before others that read alike. */
const placesOfVariable = (names: readonly string[], variable: string, known: ReadonlySet<string>): number[] => {
  const own = placesOf(names, (name) => name.replace(prefix, '') === variable);
  if (own.length) return own;
  const alike = plain(variable);
  return placesOf(names, (name) => {
    const bare = name.replace(prefix, '');
    return !known.has(bare) && plain(bare) === alike;
  });
};

const placesOfNumber = (names: readonly string[], known: ReadonlySet<string>): number[] => {
  const named = placesOf(names, (name) => forNumbers.has(plain(name)));
  if (!named.length) return placesOf(names, (name) => forNumbersAtNeed.has(plain(name)));
  if (named.length === 1) return named;
  // A template may have a variable of such a name.
  const others = named.filter((at) => !known.has(names[at] ?? ''));
  return others.length ? others : named;
};

/** The places of all that is read of a row. */
export const usedPlaces = ({ numbers, timezone, variables }: Layout): number[] => [
  ...numbers,
  ...variables.map(({ at }) => at),
  ...(timezone === undefined ? [] : [timezone]),
];

/** Columns. More is a sheet for something else. */
export const mostColumns = 32;

const shownNames = 40;

/** Throws a Refusal of a CSV whose columns cannot be told apart. */
export const checkHeader = ({ names, numbers, clashes }: Layout): void => {
  if (names.length > mostColumns)
    throw refuse('too_many_columns', `has ${names.length} columns, and at most ${mostColumns} are read`);
  if (!numbers.length) throw noNumber(names);
  if (numbers.length > 1)
    throw refuse(
      'several_phone_columns',
      `has several columns for the number: ${listed(numbers.map((at) => names[at] ?? ''))}; keep one of them`,
    );
  for (const { name, fields } of clashes)
    throw refuse('duplicate_column', `has several columns for the variable ${name}: ${listed(fields)}`);
};

const refuse = (reason: string, message: string) =>
  new Refusal('invalid-request', `The header ${message}`, [{ field: 'header', reason, message }]);

/** Of a file without a header the first row would be shown: no number in it is. */
const shown = (name: string) => `"${name.slice(0, shownNames).replace(/\d(?=\d{4})/g, '*')}"`;

const listed = (names: readonly string[]) => names.map(shown).join(', ') || 'nothing';

const looksLikeData = (names: readonly string[]) => names.some((name) => name.replace(/\D/g, '').length >= 8);

const noNumber = (names: readonly string[]) =>
  looksLikeData(names)
    ? refuse('no_header', 'is missing: the first line must name the columns, as in phone,nome')
    : refuse('no_phone_column', `has no column for the number, such as phone or telefone; it has ${listed(names)}`);
