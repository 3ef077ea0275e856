import { hasLetterInside, normalizeRecipient, type Recipient } from '../phone-number.ts';
import { Refusal } from '../errors.ts';
import { leftoverIn } from './cells.ts';
import type { FileRow, Issue } from './rows.ts';

type Rules = Parameters<typeof normalizeRecipient>[1];

/** `isCompleted`: the number is Brazilian and was given its ninth digit. */
export type ReadNumber = Recipient & { isCompleted: boolean };

/** The number of a row, however a list or a spreadsheet writes it, or what is wrong with it. */
export const readNumber = ({ layout, cells }: FileRow, rules: Rules): ReadNumber | Issue => {
  const at = layout.numbers[0] ?? -1;
  const field = layout.names[at] ?? 'to';
  const value = cells[at] ?? '';
  if (plainDigits.test(value)) return normalize(value, rules, field);
  const text = visiblePart(value);
  if (!text) return { field, reason: 'required' };
  const reason = faultOf(text);
  if (reason) return { field, reason };
  const number = digitsOf(withoutCall(text), rules);
  if (isTorn(text, number, rules)) return { field, reason: 'missing_digit' };
  const found = normalize(number, rules, field);
  if ('isCompleted' in found && found.isCompleted && hasLetterInside(text)) return { field, reason: 'missing_digit' };
  return found;
};

/** Without Brazil's code twice. */
const plainDigits = /^(?!\+?5555\d{10})\+?[1-9]\d{7,14}$/;

const normalize = (number: string, rules: Rules, field: string): ReadNumber | Issue => {
  try {
    const recipient = normalizeRecipient(number, { ...rules, addsNinthDigit: true }, field);
    return { ...recipient, isCompleted: recipient.country === 'BR' && lacksDigits(number, recipient.e164) };
  } catch (error) {
    if (error instanceof Refusal) return { field, reason: error.errors[0]?.reason ?? 'invalid_number' };
    throw error;
  }
};

const lacksDigits = (written: string, e164: string) => !written.replace(/\D/g, '').endsWith(e164.slice('+55'.length));

/** Format characters, combining marks and pictures surround copied numbers; spaces and dashes come in many kinds. */
const visiblePart = (value: string): string =>
  value
    .replace(/[\p{Cf}\p{Cc}\p{M}\p{Extended_Pictographic}]/gu, (mark) => (/[\t\r\n]/.test(mark) ? ' ' : ''))
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^'+|'+$/g, '')
    .replace(decimalZeros, '')
    .replace(amount, (_all, whole: string) => whole.replace(/[.,]/g, ''))
    .trim();

/** A digit of any script as one of ours: the ten of a script follow each other. */
const asciiDigit = (digit: string): string => {
  const plain = digit.normalize('NFKC');
  if (/^\d$/.test(plain)) return plain;
  let before = (digit.codePointAt(0) ?? 0) - 1;
  let value = 0;
  for (; /\p{Nd}/u.test(String.fromCodePoint(before)); before -= 1) value += 1;
  return String(value % 10);
};

/** A spreadsheet that takes the number for an amount appends these. */
const decimalZeros = /(?<=^\+?\d{8,15})[.,]0{1,2}$/;

/** A spreadsheet groups the digits of an amount: `11.987.654.321,00`. All of them are there. */
const amount = /^(\+?\d{1,3}([.,])\d{3}(?:\2\d{3}){2,3})(?:[.,]0{1,2})?$/;

/** Scientific notation has lost the last digits. */
const shortened = /^[+-]?\d+([.,]\d+)?\s*e\s*\+?\d+$/i;

/** A decimal fraction like 1197654325.5 is not a number that a person wrote. */
const fraction = /^\+?\d{8,15}[.,]\d{1,2}$/;

const digitsIn = (text: string) => text.replace(/\D/g, '').length;

/** Matches two numbers in one cell, for example `11 98765-4321 / 11 3265-4321`. */
const listsSeveral = (text: string): boolean =>
  text.split(/[/;,|&]| (?:ou|e|or|and|o|y) /i).filter((part) => digitsIn(part) >= 8).length > 1;

const faultOf = (text: string): string | undefined => {
  if (text.includes('\uFFFD')) return 'encoding';
  if (shortened.test(text)) return 'shortened_by_spreadsheet';
  if (digitsIn(text) < 8) return leftoverIn(text);
  if (!/^https?:/i.test(text) && listsSeveral(text)) return 'several_numbers';
  const groups = text.match(/\d+/g) ?? [];
  const hasFraction = groups.length > 1 && groups.at(-1)?.length === 1 && digitsIn(text) > 8;
  return hasFraction || fraction.test(text) ? 'stray_digits' : undefined;
};

const link =
  /^(?:https?:\/\/)?(?:www\.)?(?:wa\.me\/|(?:api|web)\.whatsapp\.com\/send\/?\?(?:.*&)?phone=)(?:\+|%2B)?(\d+)/i;
const deepLink = /^whatsapp:\/\/send\/?\?(?:.*&)?phone=(?:\+|%2B)?(\d+)/i;
const scheme = /^(?:tel|sms|smsto|callto|whatsapp):(?:\/\/)?\s*/i;

/** Links name a number with its country and without a plus. */
const withoutCall = (text: string): string => {
  const linked = link.exec(text)?.[1] ?? deepLink.exec(text)?.[1];
  return linked === undefined ? text.replace(scheme, '') : `+${linked}`;
};

/** A number of Brazil as it is dialed at home: `(0xx11)`, `0 15 11`, `+55 (011)`. */
const asDialedInBrazil = (text: string): string => {
  const bare = text.replace(/0\s*(?:xx|\*\*|--)\s*/i, '0');
  const digits = bare.replace(/\D/g, '');
  const [, country] = /^(?:00?)?(55)(?=0?\d{10})/.exec(digits) ?? [];
  const isAbroad = bare.startsWith('+') || digits.startsWith('00');
  if (isAbroad && country === undefined) return bare;
  const national = nationalOf(digits);
  if (national === undefined) return bare;
  return `+55${national}`;
};

/** Matches area code and number: 10 or 11 digits, behind the country, once or twice, trunk prefix and carrier. */
const national = /^(?:(?:00?)?(?:55)?55)?(?:0(?:1[0-9]|[2-9][1-9])?)?([1-9][1-9](?:9\d{8}|[2-9]\d{7}))$/;

const nationalOf = (digits: string): string | undefined =>
  /^[1-9][1-9](?:9\d{8}|[2-8]\d{7}|9[0-9]\d{6})$/.test(digits) ? digits : national.exec(digits)?.[1];

const extension = /(?:ramal|ext|interno|anexo|x|#)[ .:]*\d{1,7}$/i;

/** The digits alone where nothing but punctuation is left out: they say the same, and are read faster. */
const digitsOf = (text: string, { defaultCountry }: Rules): string => {
  const isBrazilian = /^\+\s*55/.test(text) || (defaultCountry === 'BR' && !text.startsWith('+'));
  const dialed = isBrazilian && !extension.test(text) ? asDialedInBrazil(text) : text;
  return /^\+?[\d\s().-]+$/.test(dialed) ? dialed.replace(/[^\d+]/g, '') : dialed;
};

/** Lists the groupings of a Brazilian number's last eight digits, by the number of digits behind each gap. */
const wholeGaps = new Set(['', '4', '4 2', '6 4 2', '6 4']);

/**
 * A Brazilian number of eight digits that is written 5-3 has lost one of nine digits. Any digit that is added would
 * make it another person's number.
 */
const isTorn = (text: string, number: string, { defaultCountry }: Rules): boolean => {
  const digits = number.replace(/\D/g, '');
  const isBrazilian = number.startsWith('+55') || (defaultCountry === 'BR' && !number.startsWith('+'));
  const hasEight = digits.length === 10 || (digits.length === 12 && digits.startsWith('55')) || digits.length === 8;
  if (!isBrazilian || !hasEight) return false;
  let behind = 0;
  const gaps = [];
  for (const group of (text.match(/\d+/g) ?? []).toReversed()) {
    behind += group.length;
    if (behind < 8) gaps.unshift(behind);
  }
  return !wholeGaps.has(gaps.join(' '));
};
