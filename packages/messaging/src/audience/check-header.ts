import { Refusal } from '../errors.ts';
import type { Layout } from '../import-files/columns.ts';

/** Columns. More is a sheet for something else. */
export const mostColumns = 32;

const shownNames = 40;

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
