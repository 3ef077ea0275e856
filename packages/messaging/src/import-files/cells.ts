import { withoutHidden } from '@recado/contract';
import { usedPlaces } from './columns.ts';
import { hasHtml, withoutEntities } from './html.ts';
import type { FileRow } from './rows.ts';

/**
 * Returns the row as a person means it: without cell formats, hidden characters, and letters that a program encoded
 * once more. `wasCleaned` is true if a used field had hidden characters.
 */
export const cleanRow = (row: FileRow): { row: FileRow; wasCleaned: boolean } => {
  if (row.cells.every(isPlain)) return { row, wasCleaned: false };
  const wasCleaned = usedPlaces(row.layout).some((at) => hasHidden(row.cells[at]));
  return { row: { ...row, cells: row.cells.map(cleanCell) }, wasCleaned };
};

/** Most cells have nothing to clean: one look at each character decides. */
const isPlain = (cell: string | undefined) => cell === undefined || (plain.test(cell) && !/^['=]/.test(cell));
/** Letters of Latin-1 are among them: an encoded one is followed by a character that is not. */
const plain = /^[\x20-\x25\x27-\x7e\t\n\r\u00C0-\u00FF]*$/;

/** A control character that is half of a doubly encoded letter is not hidden. */
const hasHidden = (cell: string | undefined) => {
  const text = cell && decoded(cell);
  return text !== undefined && withoutHidden(text) !== text;
};

const cleanCell = (cell: string | undefined) =>
  cell &&
  unwrapped(withoutHidden(decoded(cell)).trim())
    .normalize('NFC')
    .trim();

const decoded = (cell: string) => withoutEntities(decodedOnce(cell));

/** `="0042"` and `'0042` are how a spreadsheet is made to keep a text as it is. */
const unwrapped = (cell: string): string => {
  const [, protectedText] = /^=\s*"(.*)"$/s.exec(cell) ?? [];
  if (protectedText !== undefined) return protectedText.replaceAll('""', '"').trim();
  if (!cell.startsWith("'")) return cell;
  return (/^'(.*)'$/s.exec(cell)?.[1] ?? cell.slice(1)).trim();
};

/** Matches UTF-8 that a program read as Windows-1252: a lead byte and its continuation. */
const continuation =
  '[\\u0080-\\u00BF\\u0152\\u0153\\u0160\\u0161\\u0178\\u017D\\u017E\\u0192\\u02C6\\u02DC\\u2013-\\u2022\\u2026\\u2030\\u2039\\u203A\\u20AC\\u2122]';
/** Letters, then quotes, dashes and signs, then emoji. */
const twice = new RegExp(
  `[\\u00C2\\u00C3]${continuation}|\\u00E2[\\u20AC\\u201A\\u201E\\u02C6\\u0153\\u017E]${continuation}?|\\u00F0\\u0178${continuation}{2}`,
);
/** `MANHÃ–TARDE` and `AMANHÃ…` may be meant. */
const maybeMeant = /[\u00C2\u00C3][\u2013\u2026]/g;

const windows1252 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';
const byteOf = (character: string): number => {
  const at = windows1252.indexOf(character);
  return at < 0 ? character.charCodeAt(0) : 0x80 + at;
};

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** The text that was meant where all of it was encoded twice; with U+FFFD where only some of it was. */
const decodedOnce = (cell: string): string => {
  if (!twice.test(cell) || !twice.test(cell.replace(maybeMeant, ''))) return cell;
  const bytes = Array.from(cell, byteOf);
  try {
    if (bytes.every((byte) => byte <= 0xff)) return strictUtf8.decode(Uint8Array.from(bytes));
  } catch {
    // It is no UTF-8 as a whole.
  }
  return cell.replace(twice, '\uFFFD');
};

/** Returns the code of a program's leftover in a cell, if there is one; the code is stable. */
export const leftoverIn = (value: string): string | undefined => {
  if (!suspicious.test(value)) return undefined;
  if (spreadsheetError.test(withoutAccents(value))) return 'spreadsheet_error';
  if (isNothing(value)) return 'no_value';
  if (value.startsWith('=')) return 'formula';
  if (placeholders.some((placeholder) => placeholder.test(value))) return 'placeholder';
  return hasHtml(value) ? 'html' : undefined;
};

/** Lists the errors of Excel, Google Sheets and LibreOffice in the languages of many offices, without marks and accents. */
const errorNames =
  'N/A N/D ND REF VALUE VALOR DIV/0 NAME NOME NOMBRE NUM NULL NULO SPILL DESPEJAR DERRAMAR DESBORDAMIENTO CALC ERROR ERRO ' +
  'FIELD CAMPO BLOCKED BLOQUEADO CONNECT CONECTAR GETTING_DATA OBTENDO_DADOS UNKNOWN DESCONHECIDO BUSY OCUPADO CALCULO ' +
  'VALEUR NOM NUL WERT ZAHL BEZUG UBERLAUF VALORE RIF NULLO NOMBRES NUMERO DIV/O PYTHON CIRC ЗНАЧ ССЫЛКА ИМЯ ЧИСЛО ДЕЛ/0 ПУСТО';
const spreadsheetError = new RegExp(
  `#[¡¿]?(?:N/A|N/D|N/V|NV|N/DISP|Н/Д|GETTING_DATA|OBTENDO_DADOS)(?![\\p{L}\\d/])|#[¡¿]?(?:${errorNames.split(' ').join('|')})[!?]|^#{3,}$|^Err:\\d{3}$`,
  'u',
);

const withoutAccents = (value: string) => value.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');

/** Values that programs write for an empty cell. Capitalized, some of them are names of people. */
const nothings = new Set(
  'NULL null (null) <null> [null] nan NaN NAN undefined \\N None none NONE nil NIL NaT <NA> N/A n/a N/D n/d #N/A #N/D - -- — – . ? null, '.split(
    ' ',
  ),
);
const emptyMarks = /^[([<]?(?:null|nil|none|blank|empty|vazio|em branco|vacio|vacío|en blanco)[)\]>]$/i;

const isNothing = (value: string) =>
  value.split(/\s+/).every((word) => nothings.has(word)) ||
  emptyMarks.test(value) ||
  /\[object \w+\]|\bundefined\b/.test(value);

/** Placeholders of mail and marketing programs that were not filled in. */
const placeholders = [
  /\{\{.*?\}\}/s,
  /\{%.*?%\}/s,
  /\*\|.*?\|\*/s,
  /\[\[.*?\]\]/s,
  /[$#@]\{.*?\}/s,
  /\{\$.*?\}/s,
  /::[\p{L}_][\w.]*::/u,
  /##[\p{L}_][\w.]*##/u,
  // Names of merge tags in capitals, as in `[FNAME]` and `|NOME|`.
  /^[[|]\s*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\s*[\]|]$/,
  /<%.*?%>/s,
  /<<\s*\w.*?>>/s,
  /«.*?»/s,
  /\{[\p{L}_][\w.]*\}/u,
  /%%.+?%%/s,
  /%(?![0-9A-F]{2}%)[\p{L}_][\p{L}\w. -]*%/u,
  /\(\(\s*\w+\s*\)\)/,
  // `[Nome]` and `<first name>`, as a whole: in single brackets, other words are meant.
  /^[[<]\s*(?:(?:first|last|full|primeiro|primer)?[ _-]?(?:name|nome|nombre)|sobrenome|apellidos?|clientes?|customer|contat?o|contacto?|empresa|company|produto|producto?|link|url|valor|value|data|fecha|date|cupom|cupon|code|codigo|código)\s*[\]>]$/i,
];

/** Most values have no placeholder, error, formula or tag; this test finds that out quickly. */
const suspicious = /[{}%|[\]<«#=(&]|::|^(?:Err:|[\\n.?—–-])|undefined|^(?:N|none|nil)/i;
