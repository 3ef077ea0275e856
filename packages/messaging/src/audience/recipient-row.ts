import type { Channel } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { placeOfRefusal } from '../import-files/answers.ts';
import { cleanRow, leftoverIn } from '../import-files/cells.ts';
import { readLanguage } from '../import-files/language.ts';
import { readNumber } from '../import-files/number.ts';
import type { Checked, FileRow, Issue } from '../import-files/rows.ts';
import type { ContactLanguages } from '../messages/contact-language.ts';
import { faultOf } from '../messages/content.ts';
import { zonesOfNumber } from '../sending-window/zones-of-number.ts';
import {
  chooseLanguage,
  makeDraftRecipient,
  remember,
  requiredInPlan,
  type AudiencePlan,
  type DraftedRecipient,
  type Person,
} from './recipient-content.ts';

/**
 * Makes the check of rows for one campaign: it returns the recipient, or every fault of the row. The languages of contacts
 * are looked up only for people whose content depends on them.
 */
export const makeCheckRecipientRows = (
  plan: AudiencePlan,
  defaultCountry: CountryCode,
  contactLanguages?: ContactLanguages,
) => {
  const read = makeReadRecipient(plan, defaultCountry);
  const draft = makeDraft(plan, defaultCountry);
  const withLanguage = makeWithLanguage(plan);
  return async (rows: readonly FileRow[]): Promise<Checked<DraftedRecipient>[]> => {
    const people = rows.map(read);
    if (!contactLanguages || !hasChoice(plan) || !(await contactLanguages.areAny())) return people.map(draft);
    return Promise.all(people.map(async (person) => draft(await withLanguage(person, contactLanguages))));
  };
};

const hasChoice = ({ languages = [], fallback }: AudiencePlan): boolean =>
  languages.length > 1 || (fallback?.kind === 'template' && (fallback.languages ?? []).length > 1);

/** The language of the file comes before that of the contact. */
const makeWithLanguage = (plan: AudiencePlan) => {
  const contents = [plan, ...(plan.fallback?.kind === 'template' ? [plan.fallback] : [])];
  const isDecided = remember((language: string) =>
    contents.every((content) => !content.languages || chooseLanguage(content, [language]).isFound),
  );
  return async (read: Checked<Person>, { find }: ContactLanguages): Promise<Checked<Person>> => {
    if ('issues' in read || read.item.languages.some(isDecided)) return read;
    const language = await find(read.item.to);
    if (language === undefined) return read;
    return { ...read, item: { ...read.item, languages: [...read.item.languages, language] } };
  };
};

/** Numbers without a time zone get this one, for example those of satellite phones. */
const zonesOfNowhere: readonly string[] = ['UTC'];

/** Makes the function that reads what a row says of a person. */
const makeReadRecipient = (plan: AudiencePlan, defaultCountry: CountryCode) => {
  const rules = { defaultCountry, channel: plan.channel };
  const needed = requiredInPlan(plan);
  const checkTimezone = remember(canonical);
  const checkLanguage = makeCheckLanguage(plan);
  // Variables that only the SMS uses are checked by the rules of SMS.
  const onWhatsapp = new Set(plan.channel === 'whatsapp' ? plan.template.variables : []);
  const readVariables = makeReadVariables((name) => (onWhatsapp.has(name) ? 'whatsapp' : 'sms'));

  const readZone = ({ layout, cells }: FileRow, issues: Issue[]): string | undefined => {
    const value = layout.timezone === undefined ? '' : cells[layout.timezone];
    if (!value) return undefined;
    const zone = checkTimezone(value);
    if (!zone) issues.push({ field: layout.names[layout.timezone ?? 0] ?? 'timezone', reason: 'unknown_timezone' });
    return zone;
  };

  const readLanguages = ({ layout, cells }: FileRow, issues: Issue[]): string[] => {
    const value = layout.language === undefined ? '' : cells[layout.language];
    if (!value) return [];
    const language = checkLanguage(value);
    if (language !== undefined) return [language];
    issues.push({ field: layout.names[layout.language ?? 0] ?? 'language', reason: 'unknown_language' });
    return [];
  };

  return (raw: FileRow): Checked<Person> => {
    if (raw.issues?.length) return { issues: raw.issues };
    const { row, wasCleaned } = cleanRow(raw);
    const issues: Issue[] = [];
    const number = readNumber(row, rules);
    if ('reason' in number) issues.push(number);
    const variables = readVariables(row, issues);
    for (const name of needed) if (!Object.hasOwn(variables, name)) issues.push({ field: name, reason: 'required' });
    const zone = readZone(row, issues);
    const languages = readLanguages(row, issues);
    if (plan.category === 'marketing') refuseAnswer(row, plan.channel, issues);
    if (issues.length || 'reason' in number) return { issues };
    const item: Person = {
      line: row.line,
      to: number.e164,
      ...(number.country !== undefined && { country: number.country }),
      zones: zone === undefined ? zonesFor(number.e164, number.country) : [zone],
      ...(zone !== undefined && { isOwnZone: true }),
      languages,
      variables,
    };
    return { item, wasCleaned, isCompleted: number.isCompleted };
  };
};

/** Makes the function that writes the texts of a person. A landline in a WhatsApp audience gets no fallback SMS. */
const makeDraft = (plan: AudiencePlan, defaultCountry: CountryCode) => {
  const draftRecipient = makeDraftRecipient(plan, defaultCountry);
  return (read: Checked<Person>): Checked<DraftedRecipient> => {
    if ('issues' in read) return read;
    const item = draftRecipient(read.item);
    return item === 'sms_too_long' ? { issues: [{ field: '', reason: item }] } : { ...read, item };
  };
};

export const zonesFor = (e164: string, country: string | undefined): readonly string[] =>
  zonesOfNumber(e164, country) ?? zonesOfNowhere;

/** Marketing is not sent to people who refused or left according to the file. */
const refuseAnswer = ({ layout: { answers, names }, cells }: FileRow, channel: Channel, issues: Issue[]): void => {
  const at = placeOfRefusal(cells, answers, channel);
  if (at < 0) return;
  issues.push({ field: names[at] ?? '', reason: 'says_no' });
};

const reasonOf = (value: string, channel: Channel): string | undefined => {
  if (value.includes('\uFFFD')) return 'encoding';
  if (!value.isWellFormed()) return 'invalid_characters';
  return leftoverIn(value) ?? faultOf(value, channel)?.reason;
};

/** Makes the function that reads a row's variables; an empty cell has no value. Faults are added to `mistakes`. */
const makeReadVariables =
  (channelOf: (variable: string) => Channel) =>
  ({ layout, cells }: FileRow, issues: Issue[]): Record<string, string> => {
    const variables: Record<string, string> = {};
    for (const { name, at } of layout.variables) {
      const value = cells[at];
      if (!value) continue;
      const reason = reasonOf(value, channelOf(name));
      if (reason) issues.push({ field: layout.names[at] ?? name, reason });
      variables[name] = value;
    }
    return variables;
  };

/** Returns the canonical spelling of an IANA time zone, or `undefined` if it does not exist. */
const canonical = (name: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

/** Reads a language by how people write it. Those of the templates are known, too. */
const makeCheckLanguage = ({ languages = [] }: AudiencePlan) => {
  const known = languages.map(({ language }) => language);
  return remember((value: string) => readLanguage(value, known));
};
