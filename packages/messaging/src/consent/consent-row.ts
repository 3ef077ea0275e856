import { Channel, ConsentFields, type ImportConsents } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { readAnswer } from '../import-files/answer-values.ts';
import { answerOf, placeAgainst, placeOfNo, saysYes } from '../import-files/answers.ts';
import { cleanRow, leftoverIn } from '../import-files/cells.ts';
import type { Layout } from '../import-files/columns.ts';
import { readTime, writesMonthFirst, type TimeRules } from '../import-files/dates.ts';
import { readNumber } from '../import-files/number.ts';
import type { Checked, FileRow, Issue } from '../import-files/rows.ts';
import { faultOfTime, type NewConsent } from './consent.ts';

const namesOf = (names: string): readonly string[] => names.split(' ');

/** Names of a file's columns, by what they say about a consent. Columns of answers are found by their words. */
const columns = {
  channel: namesOf('channel canal'),
  purpose: namesOf('purpose finalidade finalidad'),
  occurred_at: namesOf(
    'occurred_at consented_at granted_at date when timestamp datetime data data_hora data_e_hora quando fecha fecha_hora cuando ' +
      'consent_date optin_date optin_at opt_in_date opt_in_at data_do_aceite data_aceite data_do_consentimento data_consentimento ' +
      'consented_on consent_time consent_timestamp date_of_consent date_of_opt_in opt_in_time opt_in_on opt_in_timestamp ' +
      'accepted_at agreed_at subscribed_at subscribed_on aceitou_em consentiu_em autorizou_em data_hora_do_consentimento ' +
      'data_e_hora_do_consentimento data_da_autorizacao fecha_aceptacion fecha_de_aceptacion fecha_autorizacion ' +
      'data_optin data_do_optin fecha_consentimiento fecha_de_consentimiento fecha_del_consentimiento',
  ),
  source: namesOf('source origem origen fonte fuente'),
  evidence: namesOf('evidence words evidencia palavras palabras texto'),
};
type Field = keyof typeof columns;

/** Every column that a file of consents may have besides the number and the answers. */
export const consentColumns: readonly string[] = Object.values(columns).flat();

/** Columns without a meaning for consents. */
export const ignoredInConsents = ({ ignored, names, answers: { yes, left, status } }: Layout): string[] => {
  const read = new Set(
    [...yes, ...status]
      .map(({ at }) => at)
      .concat(left)
      .map((at) => names[at]),
  );
  return ignored.filter((name) => !read.has(name));
};

/** `pending`: the template that asks people to confirm their consent, where one does. */
type Said = {
  defaultCountry: CountryCode;
  defaults: ImportConsents;
  at: Date;
  by: string;
  pending?: string | undefined;
};

/**
 * Makes the check of rows of consents: it returns the consent, or every fault of the row. Silence is not consent:
 * without an answer in the row, only the caller's statement for the whole file counts.
 */
export const makeReadConsent = ({ defaultCountry, defaults, at, by, pending }: Said) => {
  const rules = { defaultCountry, channel: 'whatsapp' } as const;
  const times = { timezone: defaults.timezone, isMonthFirst: writesMonthFirst(defaultCountry) };
  const all = { purpose: 'marketing', ...defaults } as const;

  const readText = (row: FileRow, field: Field, issues: Issue[]): string => {
    const read = readField(row, field, all);
    const value = field === 'channel' || field === 'purpose' ? read.value.toLowerCase() : read.value;
    const reason = reasonOf(field, value);
    if (reason) issues.push({ field: read.field, reason });
    return value;
  };
  const readMoment = (row: FileRow, granted: boolean, channel: Channel, issues: Issue[]): Date => {
    const read = readField(row, 'occurred_at', all);
    // A person who left later than they agreed refuses since then. Without the time, the date is that of their yes.
    const isBesideYes = saysYes(row.cells, row.layout.answers, channel);
    const left = granted ? undefined : (timeOfLeaving(row, times, at) ?? (isBesideYes ? { at } : undefined));
    const { field, value } = read;
    const time = value ? readTime(value, times) : (left ?? { reason: 'required' });
    const reason = 'reason' in time ? time.reason : faultOfTime(time.at, at)?.reason;
    if (reason) issues.push({ field, reason });
    return 'at' in time ? latest(time.at, left?.at) : at;
  };

  return (raw: FileRow): Checked<NewConsent> => {
    if (raw.issues?.length) return { issues: raw.issues };
    const { row, wasCleaned } = cleanRow(raw);
    const issues: Issue[] = [];
    const number = readNumber(row, rules);
    if ('reason' in number) issues.push(number);
    const channel = Channel.safeParse(readText(row, 'channel', issues)).data ?? 'whatsapp';
    readText(row, 'purpose', issues);
    const granted = readGranted(row, channel, all.granted, issues);
    const occurredAt = readMoment(row, granted, channel, issues);
    const source = readText(row, 'source', issues);
    const words = readText(row, 'evidence', issues);
    if (issues.length || 'reason' in number) return { issues };
    const question = granted && pending !== undefined && { pending };
    const consent = { to: number.e164, channel, granted, occurredAt, recordedAt: at, source, words, by, ...question };
    return { item: consent, wasCleaned, isCompleted: number.isCompleted };
  };
};

type Read = { field: string; value: string };

/** Returns a row's value for a field, under its column's name; if blank, the value for all rows. */
const readField = ({ layout, cells }: FileRow, field: Field, defaults: ImportConsents): Read => {
  const names = columns[field];
  const places = layout.variables.filter(({ name }) => names.includes(name));
  const place = places.find(({ at }) => cells[at]) ?? places[0];
  const value = place && cells[place.at];
  return { field: (place && layout.names[place.at]) ?? field, value: value || (defaults[field] ?? '') };
};

const reasonOf = (field: Field, value: string): string | undefined => {
  if (!value) return 'required';
  if (value.includes('\uFFFD')) return 'encoding';
  const leftover = leftoverIn(value);
  if (leftover) return leftover;
  const key = field === 'evidence' ? 'words' : field;
  const issue = ConsentFields[key].safeParse(value).error?.issues[0];
  return issue && (issue.code === 'custom' ? 'invalid_characters' : issue.code);
};

const readGranted = (
  { layout, cells }: FileRow,
  channel: Channel,
  forAll: boolean | undefined,
  issues: Issue[],
): boolean => {
  const { answers, names } = layout;
  const answer = answerOf(cells, answers, channel);
  const refuse = (place: number, reason: string) => {
    issues.push({ field: names[place] ?? 'granted', reason });
    return false;
  };
  if (answer === 'no') return false;
  const column = answers.yes.find(({ at }) => readAnswer(cells[at] ?? '') === answer) ?? answers.yes[0];
  if (answer === 'unclear') return refuse(column?.at ?? -1, 'invalid_value');
  if (answer === 'none' && forAll === undefined) return refuse(column?.at ?? answers.left[0] ?? -1, 'no_answer');
  const granted = answer === 'yes' || forAll === true;
  if (!granted) return false;
  const against = placeAgainst(cells, answers, channel);
  const refused = answer === 'none' ? placeOfNo(cells, answers) : -1;
  const place = against >= 0 ? against : refused;
  return place >= 0 ? refuse(place, 'contradicts_consent') : true;
};

/** The column of those who left often holds when they did. */
const timeOfLeaving = ({ layout, cells }: FileRow, times: TimeRules, now: Date): { at: Date } | undefined =>
  layout.answers.left
    .map((place) => readTime(cells[place] ?? '', times))
    .find((time) => 'at' in time && !faultOfTime(time.at, now)) as { at: Date } | undefined;

const latest = (one: Date, other = one): Date => (other > one ? other : one);
