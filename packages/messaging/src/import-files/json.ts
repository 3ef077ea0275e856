import { mostColumns } from '../audience/check-header.ts';
import { emptyFile } from '../audience/empty-file.ts';
import type { Piece } from '../audience/split-lines.ts';
import { layoutOf, usedPlaces, type Layout } from './columns.ts';
import type { FileRow, Mistake } from './rows.ts';

/** Objects of one file mostly have the same fields: so many kinds of them are remembered. */
const layoutsKept = 100;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{to, variables: {nome}}` and `{to, nome}` say the same. */
const fieldsOf = ({ variables, ...fields }: Record<string, unknown>): [string, unknown][] =>
  isObject(variables)
    ? [
        ...Object.entries(fields),
        ...Object.entries(variables).map(([name, value]): [string, unknown] => [`variables.${name}`, value]),
      ]
    : Object.entries({ ...fields, ...(variables !== undefined && { variables }) });

/** What in JSON is a cell beside text and numbers: of a yes or no, as text, only where there is such a field. */
export type CellWish = { takesBooleans?: boolean };

const makeCellOf =
  ({ takesBooleans = false }: CellWish) =>
  (value: unknown): string | undefined =>
    typeof value === 'string' || typeof value === 'number' || (takesBooleans && typeof value === 'boolean')
      ? String(value).trim()
      : undefined;
type CellOf = ReturnType<typeof makeCellOf>;

/** Variables are an object, unless the template has one of this name. */
const isTextForVariables = (layout: Layout, values: readonly unknown[]): boolean => {
  const at = layout.names.indexOf('variables');
  return at >= 0 && !usedPlaces(layout).includes(at) && values[at] !== null;
};

/** What in a CSV refuses the whole file is here the mistake of one object: another may have other fields. */
const mistakesOf = (layout: Layout, values: readonly unknown[], cellOf: CellOf): Mistake[] => {
  const { names, numbers, clashes } = layout;
  if (names.length > mostColumns) return [{ field: '', reason: 'too_many_columns' }];
  return [
    ...(numbers.length ? [] : [{ field: 'to', reason: 'required' }]),
    ...(numbers.length > 1 ? [{ field: names[numbers[1] ?? 0] ?? '', reason: 'several_phone_columns' }] : []),
    ...(isTextForVariables(layout, values) ? [{ field: 'variables', reason: 'invalid_type' }] : []),
    ...clashes.map(({ fields }) => ({ field: fields[1] ?? '', reason: 'duplicate_column' })),
    ...usedPlaces(layout)
      .filter((at) => values[at] !== null && cellOf(values[at]) === undefined)
      .map((at) => ({ field: names[at] ?? '', reason: 'invalid_type' })),
  ];
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const makeFindLayout = (variables: readonly string[]) => {
  const layouts = new Map<string, Layout>();
  return (names: string[]): Layout => {
    const key = JSON.stringify(names);
    const known = layouts.get(key);
    if (known) return known;
    if (layouts.size >= layoutsKept) layouts.clear();
    const layout = layoutOf(names, variables);
    layouts.set(key, layout);
    return layout;
  };
};

/** Rows from pieces of JSON, each of which should be an object. Throws a Refusal when there are none. */
export async function* readObjects(
  pieces: AsyncIterable<Piece>,
  variables: readonly string[],
  wish: CellWish = {},
): AsyncGenerator<FileRow> {
  const cellOf = makeCellOf(wish);
  const findLayout = makeFindLayout(variables);
  let isEmpty = true;
  for await (const { line, text } of pieces) {
    isEmpty = false;
    const value = parsed(text);
    const fields = isObject(value) ? fieldsOf(value) : [];
    const values = fields.map(([, each]) => each);
    const layout = findLayout(fields.map(([name]) => name));
    const mistakes = isObject(value)
      ? mistakesOf(layout, values, cellOf)
      : [{ field: '', reason: value === undefined ? 'malformed' : 'not_an_object' }];
    yield { line, layout, cells: values.map(cellOf), ...(mistakes.length && { mistakes }) };
  }
  if (isEmpty) throw emptyFile();
}
