import type { Category, Channel } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';
import { Refusal } from '../errors.ts';
import { placeOfRefusal } from '../import-files/answers.ts';
import { cleanRow, leftoverIn } from '../import-files/cells.ts';
import { readNumber } from '../import-files/number.ts';
import type { Checked, FileRow, Issue } from '../import-files/rows.ts';
import { compose, faultOf, isTooLong, measureComposed, type SmsSize } from '../messages/content.ts';
import type { Content } from '../messages/message.ts';
import { zonesOfNumber } from '../sending-window/zones-of-number.ts';
import type { RecordedTemplate } from '../templates/template.ts';

/** A text that each person of an audience gets with the variables of their row. */
type PlannedContent = { kind: 'template'; template: RecordedTemplate } | { kind: 'body'; body: string };

/** Holds the requirements for the rows of a campaign's audience. */
export type AudiencePlan = {
  campaignId: string;
  /** The version of the campaign's settings: rows checked against other settings are invalid. */
  version: number;
  channel: Channel;
  category: Category;
  template: RecordedTemplate;
  /** For rows that do not have them. */
  defaults: Readonly<Record<string, string>>;
  /** Requires this of the fallback SMS. */
  fallback?: PlannedContent & { defaults: Readonly<Record<string, string>> };
};

/** Holds the content for one person with only the row's variables, and its length as an SMS. */
export type DraftedContent = SmsSize & { content: Content };

/** A row that is good: a person of the audience. `to` is E.164 and canonical. */
export type DraftedRecipient = DraftedContent & {
  line: number;
  to: string;
  country?: string;
  /** In which of these zones the person is, sorted. */
  zones: readonly string[];
  /** The zone is the person's own, by the file. */
  isOwnZone?: true;
  fallback?: DraftedContent;
};

type Values = Readonly<Record<string, string>>;

/** Numbers without a time zone get this one, for example those of satellite phones. */
const zonesOfNowhere: readonly string[] = ['UTC'];

/** Every variable that a row of the file may have. */
export const variablesInPlan = ({ template, fallback }: AudiencePlan): string[] => [
  ...new Set([...template.variables, ...(fallback ? variablesOf(fallback) : [])]),
];

const variablesOf = (planned: PlannedContent): string[] =>
  planned.kind === 'template' ? planned.template.variables : [];

/**
 * Makes the check of rows for one campaign: it returns the recipient, or every fault of the row. A landline in a
 * WhatsApp audience gets no fallback SMS.
 */
export const makeCheckRecipientRow = (plan: AudiencePlan, defaultCountry: CountryCode) => {
  const rules = { defaultCountry, channel: plan.channel };
  const needed = requiredInPlan(plan);
  const checkTimezone = makeCheckTimezone();
  // Variables that only the SMS uses are checked by the rules of SMS.
  const onWhatsapp = new Set(plan.channel === 'whatsapp' ? plan.template.variables : []);
  const readVariables = makeReadVariables((name) => (onWhatsapp.has(name) ? 'whatsapp' : 'sms'));
  const draftRecipient = makeDraftRecipient(plan, defaultCountry);

  const readZone = ({ layout, cells }: FileRow, issues: Issue[]): string | undefined => {
    const value = layout.timezone === undefined ? '' : cells[layout.timezone];
    if (!value) return undefined;
    const zone = checkTimezone(value);
    if (!zone) issues.push({ field: layout.names[layout.timezone ?? 0] ?? 'timezone', reason: 'unknown_timezone' });
    return zone;
  };

  return (raw: FileRow): Checked<DraftedRecipient> => {
    if (raw.issues?.length) return { issues: raw.issues };
    const { row, wasCleaned } = cleanRow(raw);
    const issues: Issue[] = [];
    const number = readNumber(row, rules);
    if ('reason' in number) issues.push(number);
    const variables = readVariables(row, issues);
    for (const name of needed) if (variables[name] === undefined) issues.push({ field: name, reason: 'required' });
    const zone = readZone(row, issues);
    if (plan.category === 'marketing') refuseAnswer(row, plan.channel, issues);
    if (issues.length || 'reason' in number) return { issues };
    const recipient = draftRecipient({
      line: row.line,
      to: number.e164,
      ...(number.country !== undefined && { country: number.country }),
      zones: zone === undefined ? zonesFor(number.e164, number.country) : [zone],
      ...(zone !== undefined && { isOwnZone: true }),
      variables,
    });
    if (recipient === 'sms_too_long') return { issues: [{ field: '', reason: recipient }] };
    return { item: recipient, wasCleaned, isCompleted: number.isCompleted };
  };
};

export const zonesFor = (e164: string, country: string | undefined): readonly string[] =>
  zonesOfNumber(e164, country) ?? zonesOfNowhere;

type Person = Omit<DraftedRecipient, keyof DraftedContent | 'fallback'> & { variables: Values };

/** Makes the function that writes the texts of a person whose values were checked. */
export const makeDraftRecipient = (plan: AudiencePlan, defaultCountry: CountryCode) => {
  const draftContent = makeDraftContent({ kind: 'template', template: plan.template }, plan.channel, plan.defaults);
  const draftFallback = plan.fallback && makeDraftContent(plan.fallback, 'sms', plan.fallback.defaults);
  return ({ variables, ...person }: Person): DraftedRecipient | 'sms_too_long' => {
    const content = draftContent(variables);
    const fallback = draftFallback && takesSms(person.to, defaultCountry) ? draftFallback(variables) : undefined;
    if (content === 'too_long' || fallback === 'too_long') return 'sms_too_long';
    return { ...person, ...content, ...(fallback && { fallback }) };
  };
};

/** Variables for which the campaign has no value of its own. */
export const requiredInPlan = ({ template, defaults, fallback }: AudiencePlan): string[] => {
  const without = (names: string[], given: Values) => names.filter((name) => !Object.hasOwn(given, name));
  const first = without(template.variables, defaults);
  return [...new Set([...first, ...(fallback ? without(variablesOf(fallback), fallback.defaults) : [])])];
};

/** Marketing is not sent to people who refused or left according to the file. */
const refuseAnswer = ({ layout: { answers, names }, cells }: FileRow, channel: Channel, issues: Issue[]): void => {
  const at = placeOfRefusal(cells, answers, channel);
  if (at < 0) return;
  issues.push({ field: names[at] ?? '', reason: 'says_no' });
};

const pick = (names: readonly string[], from: Values): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));

const templateContent = ({ template }: PlannedContent & { kind: 'template' }, variables: Values): Content => ({
  kind: 'template',
  name: template.name,
  language: template.language,
  variables: pick(template.variables, variables),
});

/** Makes what a person is sent. How long a text is that is the same for all is measured once. */
const makeDraftContent = (planned: PlannedContent, channel: 'sms' | 'whatsapp', defaults: Values) => {
  if (planned.kind === 'body') {
    const content: Content = planned;
    const size = measureComposed(compose(content, channel, undefined), channel);
    return (): DraftedContent => ({ content, ...size });
  }
  return (variables: Values): DraftedContent | 'too_long' => {
    const content = templateContent(planned, variables);
    if (channel !== 'sms') return { content };
    const whole = templateContent(planned, { ...defaults, ...variables });
    const composed = compose(whole, channel, planned.template);
    if (isTooLong(composed)) return 'too_long';
    return { content, ...measureComposed(composed, channel) };
  };
};

const takesSms = (e164: string, defaultCountry: CountryCode): boolean => {
  try {
    normalizeRecipient(e164, { defaultCountry, channel: 'sms' });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
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

/** A file has few time zones, so this many results are cached. */
const namesKept = 1000;

const canonical = (name: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

/**
 * Returns the canonical spelling of an IANA time zone, or `undefined` if it does not exist. Repeated names are fast.
 */
const makeCheckTimezone = () => {
  const seen = new Map<string, string | undefined>();
  return (name: string): string | undefined => {
    if (seen.has(name)) return seen.get(name);
    if (seen.size >= namesKept) seen.clear();
    const zone = canonical(name);
    seen.set(name, zone);
    return zone;
  };
};
