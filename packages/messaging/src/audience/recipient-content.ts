import type { Category, Channel } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';
import { Refusal } from '../errors.ts';
import { pickLanguage } from '../messages/contact-language.ts';
import { compose, isTooLong, measureComposed, type SmsSize } from '../messages/content.ts';
import type { Content } from '../messages/message.ts';
import type { RecordedTemplate } from '../templates/template.ts';

/** A template. With `languages`, each person gets one of them: all that can replace the default, and the default itself. */
type PlannedTemplate = { template: RecordedTemplate; languages?: RecordedTemplate[] };

/** A text that each person of an audience gets with the variables of their row. */
export type PlannedContent = ({ kind: 'template' } & PlannedTemplate) | { kind: 'body'; body: string };

/** Holds the requirements for the rows of a campaign's audience. */
export type AudiencePlan = PlannedTemplate & {
  campaignId: string;
  /** The version of the campaign's settings: rows checked against other settings are invalid. */
  version: number;
  channel: Channel;
  category: Category;
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
  /** The language of the template, if one was known for the person. The fallback SMS may have another. */
  language?: string;
  fallbackLanguage?: string;
  /** A language that was known for the person, and in which there is no template. */
  missingLanguage?: string;
  fallback?: DraftedContent;
};

type Values = Readonly<Record<string, string>>;

/** Every variable that a row of the file may have. */
const variablesInPlan = ({ template, fallback }: AudiencePlan): string[] => [
  ...new Set([...template.variables, ...(fallback ? variablesOf(fallback) : [])]),
];

const variablesOf = (planned: PlannedContent): string[] =>
  planned.kind === 'template' ? planned.template.variables : [];

/** The columns that a file may have: every variable, and the language of each person unless all are sent the same. */
export const columnsInPlan = (plan: AudiencePlan) => ({
  variables: variablesInPlan(plan),
  takesLanguage: plan.languages !== undefined,
});

/** Variables for which the campaign has no value of its own. */
export const requiredInPlan = ({ template, defaults, fallback }: AudiencePlan): string[] => {
  const without = (names: string[], given: Values) => names.filter((name) => !Object.hasOwn(given, name));
  const first = without(template.variables, defaults);
  return [...new Set([...first, ...(fallback ? without(variablesOf(fallback), fallback.defaults) : [])])];
};

/** `languages`: those that are known for the person, the one to prefer first. */
export type Person = Pick<DraftedRecipient, 'line' | 'to' | 'country' | 'zones' | 'isOwnZone'> & {
  variables: Values;
  languages: readonly string[];
};

/** Makes the function that writes the texts of a person whose values were checked. */
export const makeDraftRecipient = (plan: AudiencePlan, defaultCountry: CountryCode) => {
  const draftContent = makeDraftByLanguage({ kind: 'template', ...plan }, plan.channel, plan.defaults);
  const draftFallback = plan.fallback && makeDraftByLanguage(plan.fallback, 'sms', plan.fallback.defaults);
  return ({ variables, languages, ...person }: Person): DraftedRecipient | 'sms_too_long' => {
    const own = draftContent(variables, languages);
    const fallback =
      draftFallback && takesSms(person.to, defaultCountry) ? draftFallback(variables, languages) : undefined;
    if (own.drafted === 'too_long' || fallback?.drafted === 'too_long') return 'sms_too_long';
    const [wanted] = languages;
    return {
      ...person,
      ...own.drafted,
      ...(own.language !== undefined && wanted !== undefined && { language: own.language }),
      ...(fallback?.language !== undefined && { fallbackLanguage: fallback.language }),
      ...(!own.isFound && wanted !== undefined && { missingLanguage: wanted }),
      ...(fallback && { fallback: fallback.drafted }),
    };
  };
};

type DraftedInLanguage = {
  drafted: DraftedContent | 'too_long';
  isFound: boolean;
  /** Absent if everyone is sent the same language. */
  language?: string;
};

/** Makes what a person is sent, in a language that was chosen for them if the content has several. */
const makeDraftByLanguage = (planned: PlannedContent, channel: 'sms' | 'whatsapp', defaults: Values) => {
  if (planned.kind === 'body' || !planned.languages) {
    const draft = makeDraftContent(planned, channel, defaults);
    return (variables: Values, _wanted: readonly string[]): DraftedInLanguage => ({
      drafted: draft(variables),
      isFound: true,
    });
  }
  const choose = remember((wanted: string) => {
    const { template, isFound } = chooseLanguage(planned, wanted.split(' ').filter(Boolean));
    return { draft: makeDraftContent({ kind: 'template', template }, channel, defaults), isFound, template };
  });
  return (variables: Values, wanted: readonly string[]): DraftedInLanguage => {
    const { draft, isFound, template } = choose(wanted.join(' '));
    return { drafted: draft(variables), isFound, language: template.language };
  };
};

const pick = (names: readonly string[], from: Values): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(from, name) && from[name] !== undefined ? [[name, from[name]]] : [])),
  );

const templateContent = ({ template }: PlannedTemplate, variables: Values): Content => ({
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

/**
 * Chooses the template for a person: in the first of the wanted languages that it has, otherwise in its default. `isFound`
 * is false if it has none of them.
 */
export const chooseLanguage = (
  { template, languages = [] }: PlannedTemplate,
  wanted: readonly string[],
): { template: RecordedTemplate; isFound: boolean } => {
  for (const language of wanted) {
    const found = pickLanguage(template, languages, language);
    if (found) return { template: found, isFound: true };
  }
  return { template, isFound: wanted.length === 0 };
};

/** A file has few time zones and languages, so this many results are cached. */
const namesKept = 1000;

/** Caches the results of `read`, so that repeated values are fast. */
export const remember = <Result>(read: (value: string) => Result) => {
  const seen = new Map<string, { result: Result }>();
  return (value: string): Result => {
    const before = seen.get(value);
    if (before) return before.result;
    if (seen.size >= namesKept) seen.clear();
    const result = read(value);
    seen.set(value, { result });
    return result;
  };
};
