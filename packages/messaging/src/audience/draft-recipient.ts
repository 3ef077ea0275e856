import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient, type Recipient } from '../contacts/phone-number.ts';
import { Refusal } from '../errors.ts';
import type { FileRow, Mistake } from '../import-files/rows.ts';
import { measure } from '../measure.ts';
import type { Content } from '../messages/message.ts';
import { zonesOfNumber } from '../sending-window/zones-of-number.ts';
import type { Checked } from './check-rows.ts';
import { makeCheckTimezone } from './check-timezone.ts';
import { cleanRow } from './clean-row.ts';
import { readNumber } from './read-number.ts';
import { makeReadVariables } from './read-variables.ts';
import type { AudiencePlan, PlannedContent } from './recipient-row.ts';

/** What one person is sent, with the variables of the row alone, and how long it is as an SMS. */
export type DraftedContent = { content: Content; segments?: number };

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

/** A number that tells nothing, such as a satellite phone's, lives by this. */
const zonesOfNowhere: readonly string[] = ['UTC'];

const variablesOf = (planned: PlannedContent): string[] =>
  planned.kind === 'template' ? planned.template.variables : [];

/** Every variable that a row of the file may have. */
export const variablesInPlan = ({ template, fallback }: AudiencePlan): string[] => [
  ...new Set([...template.variables, ...(fallback ? variablesOf(fallback) : [])]),
];

const neededOf = ({ template, defaults, fallback }: AudiencePlan): string[] => {
  const without = (names: string[], given: Values) => names.filter((name) => !Object.hasOwn(given, name));
  const first = without(template.variables, defaults);
  return [...new Set([...first, ...(fallback ? without(variablesOf(fallback), fallback.defaults) : [])])];
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
    const segments = measure(content, channel, undefined);
    return (): DraftedContent => ({ content, ...(segments !== undefined && { segments }) });
  }
  return (variables: Values): DraftedContent => {
    const content = templateContent(planned, variables);
    if (channel !== 'sms') return { content };
    const whole = templateContent(planned, { ...defaults, ...variables });
    const segments = measure(whole, channel, planned.template);
    return { content, ...(segments !== undefined && { segments }) };
  };
};

const takesSms = ({ e164 }: Recipient, defaultCountry: CountryCode): boolean => {
  try {
    normalizeRecipient(e164, { defaultCountry, channel: 'sms' });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/**
 * Makes the check of rows for one campaign: gives the person, or everything that is wrong with the row. A landline among
 * WhatsApp's recipients gets no SMS to stand by.
 */
export const makeDraftRecipient = (plan: AudiencePlan, defaultCountry: CountryCode) => {
  const rules = { defaultCountry, channel: plan.channel };
  const needed = neededOf(plan);
  const checkTimezone = makeCheckTimezone();
  // What the SMS alone says is held to the rules of SMS.
  const onWhatsapp = new Set(plan.channel === 'whatsapp' ? plan.template.variables : []);
  const readVariables = makeReadVariables((name) => (onWhatsapp.has(name) ? 'whatsapp' : 'sms'));
  const draftContent = makeDraftContent({ kind: 'template', template: plan.template }, plan.channel, plan.defaults);
  const draftFallback = plan.fallback && makeDraftContent(plan.fallback, 'sms', plan.fallback.defaults);

  const readZone = ({ layout, cells }: FileRow, mistakes: Mistake[]): string | undefined => {
    const value = layout.timezone === undefined ? '' : cells[layout.timezone];
    if (!value) return undefined;
    const zone = checkTimezone(value);
    if (!zone) mistakes.push({ field: layout.names[layout.timezone ?? 0] ?? 'timezone', reason: 'unknown_timezone' });
    return zone;
  };

  return (raw: FileRow): Checked<DraftedRecipient> => {
    if (raw.mistakes?.length) return { mistakes: raw.mistakes };
    const { row, wasCleaned } = cleanRow(raw);
    const mistakes: Mistake[] = [];
    const number = readNumber(row, rules);
    if ('reason' in number) mistakes.push(number);
    const variables = readVariables(row, mistakes);
    for (const name of needed) if (variables[name] === undefined) mistakes.push({ field: name, reason: 'required' });
    const zone = readZone(row, mistakes);
    if (mistakes.length || 'reason' in number) return { mistakes };
    const recipient: DraftedRecipient = {
      line: row.line,
      to: number.e164,
      ...(number.country !== undefined && { country: number.country }),
      zones: zone === undefined ? (zonesOfNumber(number.e164, number.country) ?? zonesOfNowhere) : [zone],
      ...(zone !== undefined && { isOwnZone: true }),
      ...draftContent(variables),
      ...(draftFallback && takesSms(number, defaultCountry) && { fallback: draftFallback(variables) }),
    };
    return { item: recipient, wasCleaned };
  };
};
