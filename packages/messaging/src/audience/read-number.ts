import { normalizeRecipient, type Recipient } from '../contacts/phone-number.ts';
import { Refusal } from '../errors.ts';
import type { FileRow, Mistake } from '../import-files/rows.ts';

type Rules = Parameters<typeof normalizeRecipient>[1];

/** What a spreadsheet makes of a long number: its last digits are gone. */
const shortened = /^\d[.,]?\d*e\+?\d+$/i;

/** The number of a row, a Brazilian one with its ninth digit, or what is wrong with it. */
export const readNumber = ({ layout, cells }: FileRow, rules: Rules): Recipient | Mistake => {
  const at = layout.numbers[0] ?? -1;
  const field = layout.names[at] ?? 'to';
  const value = cells[at] ?? '';
  if (!value) return { field, reason: 'required' };
  if (value.includes('\uFFFD')) return { field, reason: 'encoding' };
  if (shortened.test(value)) return { field, reason: 'shortened_by_spreadsheet' };
  try {
    return normalizeRecipient(value, { ...rules, addsNinthDigit: true }, field);
  } catch (error) {
    if (error instanceof Refusal) return { field, reason: error.errors[0]?.reason ?? 'invalid_number' };
    throw error;
  }
};
