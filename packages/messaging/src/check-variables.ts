import type { Channel, FieldError } from '@recado/contract';
import { Refusal } from './errors.ts';

const maxLength = 1600;

type Fault = { reason: string; message: string };

/** What WhatsApp refuses in a value (Twilio's 21656 and 63013), found before anything is sent. */
const faultOnWhatsapp = (value: string): Fault | undefined => {
  if (/[\r\n\u2028\u2029]/.test(value))
    return { reason: 'line_break', message: 'must not contain a line break on WhatsApp' };
  if (value.includes('\t')) return { reason: 'tab', message: 'must not contain a tab on WhatsApp' };
  if (/ {5}/.test(value))
    return { reason: 'spaces', message: 'must not contain more than four spaces in a row on WhatsApp' };
  return undefined;
};

/** What is wrong with a value for a template of a channel. An SMS is put together here, so its values may have lines. */
export const faultOf = (value: string, channel: Channel): Fault | undefined => {
  if (value.trim() === '') return { reason: 'empty', message: 'must not be empty' };
  if (value.length > maxLength) return { reason: 'too_long', message: `must have at most ${maxLength} characters` };
  return channel === 'whatsapp' ? faultOnWhatsapp(value) : undefined;
};

const missing = (name: string): FieldError => ({
  field: `variables.${name}`,
  reason: 'required',
  message: 'is a variable of the template and has no value',
});

const unknown = (name: string, known: readonly string[]): FieldError => ({
  field: `variables.${name}`,
  reason: 'unknown_variable',
  message: known.length
    ? `is not a variable of the template, which takes ${known.join(', ')}`
    : 'the template takes no variables',
});

/** Every mistake in the values given for a template's variables. */
export const variableMistakes = (
  known: readonly string[],
  given: Record<string, string>,
  channel: Channel,
): FieldError[] => [
  ...known.filter((name) => !Object.hasOwn(given, name)).map(missing),
  ...Object.entries(given).flatMap(([name, value]) => {
    if (!known.includes(name)) return [unknown(name, known)];
    const fault = faultOf(value, channel);
    return fault ? [{ field: `variables.${name}`, ...fault }] : [];
  }),
];

/** Throws a Refusal that names every mistake at once. */
export const checkVariables = (known: readonly string[], given: Record<string, string>, channel: Channel): void => {
  const errors = variableMistakes(known, given, channel);
  if (errors.length) throw new Refusal('invalid-request', 'The variables do not fit the template', errors);
};
