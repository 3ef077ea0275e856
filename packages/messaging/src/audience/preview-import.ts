import type { CountryCode } from 'libphonenumber-js/max';
import { mergeValues, previewContent } from '../campaigns/preview.ts';
import { Refusal } from '../errors.ts';
import type { ColumnMapping, Layout } from '../import-files/columns.ts';
import { plainName, rankOfNumber } from '../import-files/header-words.ts';
import { readRows, type FileFacts, type Upload } from '../import-files/read-rows.ts';
import { checkRows, type Checked, type FileRow, type Issue } from '../import-files/rows.ts';
import type { ContactLanguages } from '../messages/contact-language.ts';
import { maskNumber } from '../phone-number.ts';
import { countryOrDefault, planAudience, planForTemplate, type PlanAudienceDeps } from './plan.ts';
import {
  chooseLanguage,
  columnsInPlan,
  requiredInPlan,
  type AudiencePlan,
  type DraftedRecipient,
} from './recipient-content.ts';
import { makeCheckRecipientRows } from './recipient-row.ts';

type Deps = PlanAudienceDeps & { defaultCountry: CountryCode; contactLanguages?: ContactLanguages };

type PreviewRequest = {
  /** Names the draft whose values and fallback SMS count, or a template alone. */
  into: { campaignId: string } | { template: string; language: string };
  upload: Upload;
  mapping?: ColumnMapping | undefined;
  country?: string | undefined;
  /** Bytes of the whole file, if only its beginning was sent. */
  size?: number | undefined;
};

export type PreviewedColumn = {
  name: string;
  use: 'phone' | 'timezone' | 'language' | 'variable' | 'ignored';
  variable?: string;
  /** False if the name allows only a guess. */
  sure: boolean;
  examples: string[];
  blankShare: number;
};

export type PreviewedRow = {
  line: number;
  cells: string[];
  to?: string;
  country?: string;
  language?: string;
  text?: string;
  segments?: number;
  errors: Issue[];
};

export type ImportPreview = FileFacts & {
  columns: PreviewedColumn[];
  missingVariables: string[];
  /** Shows the first good rows and the first rejected ones. Numbers are masked. */
  rows: PreviewedRow[];
  rowsSeen: number;
  good: number;
  byReason: Record<string, number>;
  rowsEstimated: number;
  /** Why no row can be read. */
  fileProblem?: { reason: string; message: string };
};

const previewBytes = 1024 * 1024;
const rowsShown = 20;
const columnsShown = 256;
const examplesShown = 3;
const longestCell = 200;

/**
 * Reads the beginning of a file as the import reads it, and stores nothing. A workbook is read as a whole. Throws a Refusal
 * if the mapping does not fit the file.
 */
export const previewImport = async (
  deps: Deps,
  { into, upload, mapping = {}, country: given, size }: PreviewRequest,
): Promise<ImportPreview> => {
  const country = countryOrDefault(given, deps.defaultCountry);
  const plan =
    'campaignId' in into
      ? await planAudience(deps, into.campaignId)
      : await planForTemplate(deps, into.template, into.language);
  const facts: FileFacts = {};
  const bytes = await upload.receive();
  const rows = readRows(
    { contentType: upload.contentType, bytes },
    { ...columnsInPlan(plan), mapping, isPreview: true },
    { country, part: { mostBytes: previewBytes, size }, note: (found) => Object.assign(facts, found) },
  );
  const seen = makeSeen(plan, mapping, makeCheckRecipientRows(plan, country, deps.contactLanguages));
  const problem = await readAll(rows, seen, facts);
  const sum = seen.sum();
  return {
    ...facts,
    ...sum,
    rowsEstimated: estimate(sum.rowsSeen, facts.bytes, size),
    ...(problem && { fileProblem: problem }),
  };
};

const estimate = (rows: number, read = 0, size = 0): number =>
  read > 0 && size > read ? Math.round((rows * size) / read) : rows;

/** Reads all rows. Returns the fault that ends the reading, unless it comes from the end that is missing. */
const readAll = async (rows: AsyncIterable<FileRow>, seen: Seen, facts: FileFacts) => {
  try {
    await checkRows(rows, seen.check, () => Promise.resolve());
    return undefined;
  } catch (error) {
    const fault = error instanceof Refusal ? error.errors[0] : undefined;
    const isOfFile = facts.kind !== undefined && fault?.field !== 'columns';
    if (!(error instanceof Refusal) || !isOfFile) throw error;
    // The array of a JSON file ends behind its first mebibyte.
    if (error.type === 'malformed-request' && seen.count() > 0) return undefined;
    return { reason: fault?.reason ?? error.type, message: error.message };
  }
};

type Check = ReturnType<typeof makeCheckRecipientRows>;
type Seen = ReturnType<typeof makeSeen>;

/** Collects what the preview shows. Its size does not grow with the file. */
const makeSeen = (plan: AudiencePlan, mapping: ColumnMapping, check: Check) => {
  const columns = makeColumns(plan, mapping);
  const byReason: Record<string, number> = {};
  const rows: { good: PreviewedRow[]; bad: PreviewedRow[] } = { good: [], bad: [] };
  let count = 0;
  let good = 0;
  const keep = (list: PreviewedRow[], row: FileRow, details: () => Partial<PreviewedRow>) => {
    if (list.length >= rowsShown) return;
    const cells = row.layout.names.slice(0, columnsShown).map((_name, at) => showCell(row, at));
    list.push({ line: row.line, cells, errors: [], ...details() });
  };
  const see = (row: FileRow, checked: Checked<DraftedRecipient>) => {
    count += 1;
    columns.see(row);
    if ('item' in checked) {
      good += 1;
      keep(rows.good, row, () => describe(plan, checked.item));
      return;
    }
    for (const reason of new Set(checked.issues.map((issue) => issue.reason)))
      byReason[reason] = (byReason[reason] ?? 0) + 1;
    keep(rows.bad, row, () => ({ errors: checked.issues }));
  };
  return {
    count: () => count,
    check: async (slice: readonly FileRow[]): Promise<Checked<DraftedRecipient>[]> => {
      const results = await check(slice);
      for (const [at, row] of slice.entries()) if (results[at]) see(row, results[at]);
      return results;
    },
    sum: () => ({
      ...columns.sum(count),
      rows: [...rows.good, ...rows.bad].toSorted((a, b) => a.line - b.line),
      rowsSeen: count,
      good,
      byReason,
    }),
  };
};

const describe = (plan: AudiencePlan, { to, country, content }: DraftedRecipient): Partial<PreviewedRow> => {
  const [own, languages] = content.kind === 'template' ? [content.variables, [content.language]] : [{}, []];
  const { template } = chooseLanguage(plan, languages);
  const { text, segments } = previewContent(template, plan.channel, mergeValues(template, plan.defaults, own));
  return {
    to: maskNumber(to),
    ...(country !== undefined && { country }),
    ...(plan.languages && { language: template.language }),
    ...(text !== undefined && { text }),
    ...(segments !== undefined && { segments }),
  };
};

/** Collects the columns. Objects of a JSON file may each have other fields, so columns are known by name. */
const makeColumns = (plan: AudiencePlan, mapping: ColumnMapping) => {
  const columns = new Map<string, { column: PreviewedColumn; filled: number }>();
  let known: Layout | undefined;
  const learn = (layout: Layout) => {
    known = layout;
    for (const [at, name] of layout.names.entries()) {
      if (columns.has(keyOf(layout, at)) || columns.size >= columnsShown) continue;
      const column = { name, ...useOf(layout, at, mapping), examples: [], blankShare: 0 };
      columns.set(keyOf(layout, at), { column, filled: 0 });
    }
  };
  return {
    see: (row: FileRow): void => {
      if (row.layout !== known) learn(row.layout);
      for (const at of row.layout.names.keys()) {
        const entry = columns.get(keyOf(row.layout, at));
        const cell = showCell(row, at);
        if (!entry || cell === '') continue;
        entry.filled += 1;
        if (entry.column.examples.length < examplesShown) entry.column.examples.push(cell);
      }
    },
    sum: (count: number) => {
      const all = [...columns.values()].map(({ column, filled }) => ({
        ...column,
        blankShare: count ? (count - filled) / count : 0,
      }));
      const found = new Set(all.map(({ variable }) => variable));
      return { columns: all, missingVariables: requiredInPlan(plan).filter((name) => !found.has(name)) };
    },
  };
};

/** Two columns of a table may have one name, but fields of an object do not. */
const keyOf = ({ names }: Layout, at: number): string => {
  const name = names[at] ?? '';
  const first = names.indexOf(name);
  return first === at ? name : `${name}\0${at}`;
};

type Use = Pick<PreviewedColumn, 'use' | 'variable' | 'sure'>;

const useOf = (layout: Layout, at: number, mapping: ColumnMapping): Use => {
  const name = layout.names[at] ?? '';
  const isMapped = Object.hasOwn(mapping, name);
  if (layout.numbers.includes(at))
    return { use: 'phone', sure: layout.numbers.length === 1 && (isMapped || (rankOfNumber(name) ?? 9) <= 2) };
  if (layout.timezone === at) return { use: 'timezone', sure: true };
  if (layout.language === at) return { use: 'language', sure: true };
  const clash = layout.clashes.find(({ fields }) => fields.includes(name));
  if (clash) return { use: 'variable', variable: clash.name, sure: false };
  const variable = layout.variables.find((found) => found.at === at)?.name;
  if (variable === undefined) return { use: 'ignored', sure: true };
  const isAlike = plainName(name.replace(/^variables\./, '')) === plainName(variable);
  return { use: 'variable', variable, sure: isMapped || isAlike };
};

/** A cell that is a number, or may be one, is masked. */
const showCell = ({ layout, cells }: FileRow, at: number): string => {
  const cell = (cells[at] ?? '').slice(0, longestCell).toWellFormed();
  const digits = cell.match(/\p{Nd}/gu)?.length ?? 0;
  return digits >= 8 || layout.numbers.includes(at) ? maskDigits(cell, digits) : cell;
};

/** `(11) 98765-4321` becomes `(11) *****-**21`. */
const maskDigits = (cell: string, digits: number): string => {
  let place = 0;
  return cell.replace(/\p{Nd}/gu, (digit) => {
    place += 1;
    return place <= 2 || place > digits - 2 ? digit : '*';
  });
};
