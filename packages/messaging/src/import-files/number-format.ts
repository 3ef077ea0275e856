/** Where cells are shown: `country` decides how numbers and short dates are written; `sortable` dates are for reading on. */
export type Shown = { country: string; dates: 'shown' | 'sortable' };

type Rules = Shown & { isFrom1904: boolean };

/**
 * Returns a number cell as a workbook shows it, by its format. A format for scientific notation would lose digits, so
 * the whole number is used.
 */
export const formatCell = (raw: string, format: string, rules: Rules): string => {
  const number = Number(raw);
  if (!Number.isFinite(number)) return raw;
  const code = builtin(format, rules.country);
  if (isDate(code)) return number < 0 || number >= lastDay ? noDate : formatDate(number, code, rules);
  const section = sectionFor(number, code);
  if (/^general$/i.test(section) || section === '@' || /E[+-]/i.test(section))
    return wholeNumber(number, rules.country);
  return formatNumber(number, section, code.includes(';'), rules.country);
};

/** The last day of the year 9999. Beyond it, as before the first day, a cell shows only these marks. */
const lastDay = 2_958_466;
const noDate = '########';

const localeOf = (country: string): string => {
  const { language, region } = new Intl.Locale(`und-${country}`).maximize();
  return `${language}-${region}`;
};

type Marks = { decimal: string; group: string };

/** Making a format of numbers takes longer than all else of a cell. */
const marksByCountry = new Map<string, Marks>();

const marksOf = (country: string): Marks => {
  const known = marksByCountry.get(country);
  if (known) return known;
  const marks = findMarks(country);
  marksByCountry.set(country, marks);
  return marks;
};

const findMarks = (country: string): Marks => {
  const parts = new Intl.NumberFormat(localeOf(country)).formatToParts(1_234_567.8);
  const mark = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: mark('decimal'), group: mark('group') };
};

/** Built-in formats have numbers instead of codes; that of a short date depends on the country. */
const builtin = (format: string, country: string): string => {
  const id = /^builtin:(\d+)$/.exec(format)?.[1];
  if (id === undefined) return format;
  const shortDate = ['US', 'PR', 'PH'].includes(country) ? 'm/d/yyyy' : 'dd/mm/yyyy';
  return builtins[Number(id)] ?? (id === '14' ? shortDate : id === '22' ? `${shortDate} hh:mm` : 'General');
};

const builtins: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  37: '#,##0;-#,##0',
  38: '#,##0;-#,##0',
  39: '#,##0.00;-#,##0.00',
  40: '#,##0.00;-#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  49: '@',
};

/** Quoted texts, escaped characters, and colors or locales in brackets. */
const literals = /"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g;

const isDate = (code: string) =>
  /[dmyhs]/i.test(code.replace(literals, '').replace(/general/gi, '')) || /\[[hms]+\]/i.test(code);

/** Excel keeps 15 digits. */
const wholeNumber = (number: number, country: string): string => {
  const [mantissa = '', exponent = '0'] = number.toPrecision(15).split('e');
  const [integer = '', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent);
  if (shift > 0) return `${integer}${fraction}`.padEnd(integer.length + shift, '0');
  if (shift < 0) return String(number).replace('.', marksOf(country).decimal);
  const decimals = fraction.replace(/0+$/, '');
  return decimals ? `${integer}${marksOf(country).decimal}${decimals}` : integer;
};

/** The part of a format that is for positive, negative or zero. */
const sectionFor = (number: number, code: string): string => {
  const sections = code.match(/(?:"[^"]*"|\\.|[^;])+/g) ?? ['General'];
  const at = number < 0 && sections[1] !== undefined ? 1 : number === 0 && sections[2] !== undefined ? 2 : 0;
  return sections[at] ?? 'General';
};

const token = /"([^"]*)"|\\(.)|_(.)|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([0#?])|([.,%])|(.)/g;

type Token = { kind: 'digit' | 'mark' | 'text'; text: string };

const tokensOf = (section: string): Token[] =>
  [...section.matchAll(token)].flatMap(([, quoted, escaped, space, currency, digit, mark, other]): Token[] => {
    if (digit !== undefined) return [{ kind: 'digit', text: digit }];
    if (mark !== undefined) return [{ kind: 'mark', text: mark }];
    const text = quoted ?? escaped ?? (space === undefined ? undefined : ' ') ?? currency ?? other ?? '';
    return text ? [{ kind: 'text', text }] : [];
  });

/** JavaScript writes no more decimals. */
const mostPlaces = 100;

/** Digits fill the places of a format from the right, with its texts between them: `(00) 00000-0000`. */
const formatNumber = (number: number, section: string, hasSigns: boolean, country: string): string => {
  const tokens = tokensOf(section);
  if (!tokens.some(({ kind }) => kind === 'digit'))
    return tokens
      .map(({ text }) => text)
      .join('')
      .trim();
  const { decimal, group } = marksOf(country);
  const point = tokens.findIndex(({ text, kind }) => kind === 'mark' && text === '.');
  const whole = point < 0 ? tokens : tokens.slice(0, point);
  const part = point < 0 ? [] : tokens.slice(point + 1);
  const isPercent = tokens.some(({ kind, text }) => kind === 'mark' && text === '%');
  const places = Math.min(part.filter(({ kind }) => kind === 'digit').length, mostPlaces);
  const [integer = '0', fraction = ''] = Math.abs(isPercent ? number * 100 : number)
    .toFixed(places)
    .split('.');
  const hasGroups = whole.some(({ kind, text }) => kind === 'mark' && text === ',');
  const sign = number < 0 && !hasSigns ? '-' : '';
  return `${sign}${fillWhole(whole, integer, hasGroups ? group : '')}${fillPart(part, fraction, decimal)}`.trim();
};

const fillWhole = (tokens: Token[], integer: string, group: string): string => {
  let rest = integer === '0' ? '' : integer;
  let text = '';
  let written = 0;
  const first = tokens.findIndex(({ kind }) => kind === 'digit');
  const put = (digit: string) => {
    text = digit + (group && written > 0 && written % 3 === 0 ? group : '') + text;
    written += 1;
  };
  for (const [at, { kind, text: own }] of [...tokens.entries()].toReversed()) {
    if (kind === 'text' || own === '%') text = own + text;
    else if (kind === 'digit') {
      if (rest || own === '0') put(rest.at(-1) ?? '0');
      rest = rest.slice(0, -1);
      if (at !== first) continue;
      for (const digit of [...rest].toReversed()) put(digit);
      rest = '';
    }
  }
  return text;
};

const fillPart = (tokens: Token[], fraction: string, decimal: string): string => {
  let at = 0;
  let text = '';
  let digits = '';
  for (const { kind, text: own } of tokens) {
    if (kind !== 'digit') text += own === ',' ? '' : own;
    else {
      digits += own === '0' || Number(fraction.slice(at)) > 0 ? (fraction[at] ?? '') : '';
      at += 1;
    }
  }
  return `${digits ? decimal + digits : ''}${text}`;
};

const dayMs = 86_400_000;
/** The day of which the number is 0; Excel takes 1900 for a leap year. */
const epoch = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) };

const two = (number: number) => String(number).padStart(2, '0');

const formatDate = (serial: number, code: string, { country, dates, isFrom1904 }: Rules): string => {
  const at = new Date(Math.round((serial * dayMs) / 1000) * 1000 + (isFrom1904 ? epoch.from1904 : epoch.from1900));
  const iso = at.toISOString();
  if (dates === 'sortable') return serial % 1 === 0 ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
  const hasHalves = /am\/pm|a\/p/i.test(code);
  const hour = at.getUTCHours();
  const name = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(localeOf(country), { ...options, timeZone: 'UTC' }).format(at);
  let last = '';
  const section = code.split(';')[0] ?? code;
  return [...section.matchAll(dateToken)]
    .map(([all, quoted, escaped]) => {
      const kind = all[0]?.toLowerCase() ?? '';
      if (quoted !== undefined || escaped !== undefined) return quoted ?? escaped;
      if (/^\[[hms]+\]$/i.test(all)) return String(Math.floor(serial * 24));
      if (all.startsWith('[') || all.startsWith('*')) return '';
      if (/^(?:am\/pm|a\/p)$/i.test(all)) return hour < 12 ? 'AM' : 'PM';
      const isMinute = kind === 'm' && all.length < 3 && (last === 'h' || /^:?s/i.test(restAfter(section, all)));
      if (/[dmyhs]/.test(kind)) last = kind;
      if (isMinute) return all.length > 1 ? two(at.getUTCMinutes()) : String(at.getUTCMinutes());
      return dateParts[kind]?.({ at, length: all.length, hour: hasHalves ? hour % 12 || 12 : hour, name }) ?? all;
    })
    .join('')
    .trim();
};

const dateToken = /"([^"]*)"|\\(.)|\[[^\]]*\]|\*.|am\/pm|a\/p|d+|m+|y+|h+|s+|./gi;

const restAfter = (section: string, part: string) => section.slice(section.indexOf(part) + part.length);

type DatePart = { at: Date; length: number; hour: number; name: (options: Intl.DateTimeFormatOptions) => string };

const dateParts: Record<string, (part: DatePart) => string> = {
  y: ({ at, length }) => (length > 2 ? String(at.getUTCFullYear()) : two(at.getUTCFullYear() % 100)),
  m: ({ at, length, name }) => {
    if (length > 2) return name({ month: length === 3 ? 'short' : 'long' });
    return length === 2 ? two(at.getUTCMonth() + 1) : String(at.getUTCMonth() + 1);
  },
  d: ({ at, length, name }) => {
    if (length > 2) return name({ weekday: length === 3 ? 'short' : 'long' });
    return length === 2 ? two(at.getUTCDate()) : String(at.getUTCDate());
  },
  h: ({ length, hour }) => (length > 1 ? two(hour) : String(hour)),
  s: ({ at, length }) => (length > 1 ? two(at.getUTCSeconds()) : String(at.getUTCSeconds())),
};
