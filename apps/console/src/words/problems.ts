import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { RecadoProblem } from '@recado/client';
import { fieldReasons, fileReasons, reasonsOfFields } from './field-reasons.ts';

const noAnswer = msg`Recado does not answer. Check the connection of this device, and try again.`;

/** Sentences for the types of problems that are not about one field. */
const types: Record<string, MessageDescriptor> = {
  'no-answer': noAnswer,
  timeout: noAnswer,
  'foreign-answer': msg`Another program answered instead of Recado, for example a proxy. Try again; if it happens again, tell an administrator.`,
  unauthorized: msg`Your session has ended. Sign in again.`,
  forbidden: msg`Your role does not allow this. An administrator can change it.`,
  'not-found': msg`This does not exist any more, or the address is wrong.`,
  'estimate-outdated': msg`People, content or prices changed since this page showed them. Read the new figures first.`,
  conflict: msg`Somebody else changed this, or its state does not allow it any more. See how it is now, and try again.`,
  'invalid-request': msg`This cannot be done with these values. Check them.`,
  'malformed-request': msg`Recado cannot read this request. Reload the page, and try again.`,
  'balance-too-low': msg`The balance of the Twilio account does not pay for this beside the campaigns that run. Add money at Twilio, wait five minutes, and try again.`,
  'idempotency-key-in-use': msg`The first request is still running. Wait a moment.`,
  'idempotency-key-reused': msg`This was requested already with other values. Reload the page.`,
  'rate-limited': msg`Too many requests. The page waits, and then tries again.`,
  'request-timeout': msg`The file arrived too slowly. Try again on a faster connection.`,
  'payload-too-large': msg`The file is too large. Split it, and import the parts one after the other.`,
  'unsupported-media-type': msg`This kind of file cannot be read. Save it as CSV, and choose it again.`,
  'twilio-unavailable': msg`Twilio does not answer as expected. Try again later.`,
  unavailable: msg`Recado cannot answer now, because one of its services is away. The page tries again.`,
  internal: msg`Recado made a mistake. Try again; if it happens again, tell an administrator the time.`,
};

/** Returns what went wrong and what to do, in the language of the page where it has a sentence for it. */
export const sayProblem = (i18n: I18n, error: Error): string => {
  if (!(error instanceof RecadoProblem)) return error.message;
  const [first] = error.errors;
  if (first) return sayFieldError(i18n, first);
  const type = typeOf(error);
  const known = types[type];
  // The API says it in English, and knows more than the type.
  if (i18n.locale === 'en' && isVague.has(type) && error.detail) return error.detail;
  if (known) return i18n._(known);
  return error.detail ?? error.title;
};

const isVague = new Set(['conflict', 'invalid-request']);

/** A proxy may allow smaller files than Recado. */
const typeOf = ({ type, status }: RecadoProblem): string =>
  type === 'foreign-answer' && status === 413 ? 'payload-too-large' : type;

/** Returns the API's errors by field, as a form takes them. */
export const fieldErrorsOf = (i18n: I18n, error: Error | null): Record<string, string> => {
  if (!(error instanceof RecadoProblem)) return {};
  return Object.fromEntries(error.errors.map((fault) => [fault.field, sayFieldError(i18n, fault)]));
};

type Invalid = { validationErrors: string[]; validationDetails: ValidityState };

/** Says what the browser finds wrong with a field: its own sentence would be in the language of the device. */
export const sayInvalid = (i18n: I18n, { validationErrors, validationDetails: found }: Invalid, least = 1): string => {
  if (found.valueMissing) return i18n._(msg`This is missing. Fill it in.`);
  if (found.tooShort) return i18n._({ ...tooShort, values: { least } });
  if (found.typeMismatch) return i18n._(msg`This is not a whole e-mail address. Write it like ana@example.com.`);
  if (found.badInput) return i18n._(msg`This is not complete. Fill in each part.`);
  if (found.patternMismatch) return i18n._(msg`This does not have the form that is needed.`);
  return validationErrors.join(' ');
};

const tooShort = msg`{least, plural, one {Write at least # character.} other {Write at least # characters.}}`;

type Fault = { field: string; reason: string; message: string };

/** A reason without a sentence of its own shows the API's words, which are English. */
export const sayFieldError = (i18n: I18n, { field, reason, message }: Fault): string => {
  const known = reasonsOfFields[`${field} ${reason}`] ?? fieldReasons[reason];
  if (known) return i18n._({ ...known, values: { field } });
  return field ? `${field}: ${message}` : message;
};

/** Says why a file cannot be taken in, whatever its columns are. */
export const sayFileProblem = (i18n: I18n, { reason, message }: Omit<Fault, 'field'>): string => {
  const known = fileReasons[reason];
  return known ? i18n._(known) : sayFieldError(i18n, { field: '', reason, message });
};
