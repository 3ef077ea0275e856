import {
  contentKey,
  type Category,
  type Channel,
  type FieldError,
  type SendMessage,
  type SmsCharset,
} from '@recado/contract';
import { Refusal, refuseField } from '../errors.ts';
import { approvalProblem, categoryOf, stricter, type RecordedTemplate } from '../templates/template.ts';
import type { Content } from './message.ts';
import { countSegments, transliterate, unicodeCostOf } from './segments.ts';

/** Returns the content of the message, checked against the template that it names. */
export const chooseContent = (
  request: SendMessage,
  found: RecordedTemplate | undefined,
  channel: Channel,
  rules: CategoryRules = {},
): Content => {
  const { body, media } = request;
  if (body !== undefined || media) {
    checkTextCategory(request.category);
    return { kind: 'body', body: body ?? '', ...(media && { media }) };
  }
  const template = sendableTemplate(request, found, channel, rules);
  const variables = request.variables ?? {};
  checkVariables(template.variables, variables, channel);
  const content: Content = { kind: 'template', name: template.name, language: template.language, variables };
  if (channel === 'sms' && isTooLong(compose(content, channel, template)))
    throw refuseField('variables', 'sms_too_long', `make the SMS longer than ${maxLength} characters: shorten them`);
  return content;
};

/** A message that its reader asked for, such as a test of a campaign, may be milder than its template. */
export type CategoryRules = { mayBeMilder?: boolean };

type TemplateRequest = Pick<SendMessage, 'template' | 'language' | 'category'>;

const unfit = {
  whatsapp:
    'has no content_sid yet, so WhatsApp cannot send it: PUT the template with the HX… SID that Twilio approved',
  sms: 'has no body, so SMS cannot send it: PUT the template with a text',
};

/** A message's own category counts as much as its template's: as marketing it needs the approval that marketing needs. */
const checkApproval = (template: RecordedTemplate, category = categoryOf(template)): void => {
  const problem = approvalProblem({ ...template, category });
  if (problem) throw refuseField('template', 'not_approved', problem);
};

/**
 * Refuses a category that is less strict than the template's or WhatsApp's. Otherwise marketing could be sent at night,
 * without consent and to people who opted out.
 */
const checkCategory = (template: RecordedTemplate, requested: Category | undefined): void => {
  const least = categoryOf(template);
  if (requested !== undefined && stricter(requested, least) !== requested)
    throw refuseField(
      'category',
      'milder_than_template',
      `cannot be ${requested}: the template ${template.name} in ${template.language} is ${least}. Leave the category out, or name a stricter one`,
    );
};

/** Nothing shows that a text is a login code, and authentication is sent in spite of an opt-out. */
const checkTextCategory = (requested: Category | undefined): void => {
  if (requested === 'authentication')
    throw refuseField(
      'category',
      'needs_template',
      'cannot be authentication for a text: use a template of that category',
    );
};

/** Returns the template for a request. Throws a Refusal if it does not exist, or if the channel cannot send it. */
export const sendableTemplate = (
  { template: name = '', language, category }: TemplateRequest,
  template: RecordedTemplate | undefined,
  channel: Channel,
  { mayBeMilder = false }: CategoryRules = {},
): RecordedTemplate => {
  if (!template)
    throw refuseField(
      'template',
      'unknown_template',
      `there is no template ${name}${language ? ` in ${language}` : ''}`,
    );
  if (!fitsChannel(template, channel))
    throw refuseField('template', 'not_sendable', `${name} in ${template.language} ${unfit[channel]}`);
  if (!mayBeMilder) checkCategory(template, category);
  if (channel === 'whatsapp') checkApproval(template, category);
  return template;
};

/** Holds the content for Twilio: an approved template by its SID, or a text. */
export type Composed =
  | { kind: 'content'; contentSid: string; variables: Record<string, string> }
  | { kind: 'body'; body: string; media?: string[] };

type Text = Pick<RecordedTemplate, 'contentSid' | 'body' | 'variables' | 'smsCharset'>;

/** Returns whether a channel can send a template: WhatsApp needs the ContentSid, SMS the body. */
export const fitsChannel = (template: Text, channel: Channel): boolean =>
  channel === 'whatsapp' ? template.contentSid !== undefined : template.body !== undefined;

/**
 * Makes what is sent from what was accepted and the template as it is now. Gives `undefined` when the template
 * changed since and no longer fits: another channel, other variables.
 */
export const compose = (content: Content, channel: Channel, template: Text | undefined): Composed | undefined => {
  if (content.kind === 'body') return content;
  if (!template || variableIssues(template.variables, content.variables, channel).length) return undefined;
  if (channel === 'whatsapp')
    return template.contentSid === undefined
      ? undefined
      : {
          kind: 'content',
          contentSid: template.contentSid,
          variables: numberVariables(template.variables, content.variables),
        };
  return template.body === undefined
    ? undefined
    : { kind: 'body', body: renderSms({ ...template, body: template.body }, content.variables) };
};

/** The text of an SMS, in the characters that its template allows. */
export const renderSms = (
  { body, smsCharset }: { body: string; smsCharset?: SmsCharset },
  variables: Record<string, string>,
): string => {
  const text = renderBody(body, variables);
  return smsCharset === 'gsm7' ? transliterate(text) : text;
};

const placeholders = /\{\{\s*(\w+)\s*\}\}/g;

/** Fills `{{name}}` in a text. Every name must have a value: variables are checked before. */
export const renderBody = (body: string, variables: Record<string, string>): string =>
  body.replace(placeholders, (placeholder, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? placeholder) : placeholder,
  );

/** Returns whether a variable stands in a text. */
export const hasPlaceholder = (body: string, name: string): boolean =>
  Array.from(body.matchAll(placeholders), ([, found]) => found).includes(name);

/**
 * The keys that Twilio's ContentVariables wants: a numeric name stays as it is, another becomes its position in the
 * template's list, from 1.
 */
export const numberVariables = (names: readonly string[], variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name, index) => {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return value === undefined ? [] : [[contentKey(name, index), value]];
    }),
  );

/** Twilio refuses a longer text (21617). */
const maxLength = 1600;

/** An SMS whose values make it longer than can be sent. */
export const isTooLong = (composed: Composed | undefined): boolean =>
  composed?.kind === 'body' && composed.body.length > maxLength;

type Fault = { reason: string; message: string };

/** Returns the fault for which WhatsApp would refuse a value, before anything is sent. */
const faultOnWhatsapp = (value: string): Fault | undefined => {
  if (/[\r\n\u2028\u2029]/.test(value))
    return { reason: 'line_break', message: 'must not contain a line break on WhatsApp' };
  if (value.includes('\t')) return { reason: 'tab', message: 'must not contain a tab on WhatsApp' };
  if (/ {5}/.test(value))
    return { reason: 'spaces', message: 'must not contain more than four spaces in a row on WhatsApp' };
  return undefined;
};

/** Marks alone and blanks of other scripts, such as Braille's, show nothing. */
const visible = /[^\s\p{M}\p{Cf}\p{Cc}\u2800\u3164\uFFA0\u115F\u1160]/u;

/**
 * Returns the fault of a value for a channel's template. Recado fills SMS templates itself, so their values may have
 * line breaks.
 */
export const faultOf = (value: string, channel: Channel): Fault | undefined => {
  if (!visible.test(value)) return { reason: 'empty', message: 'must not be empty' };
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
export const variableIssues = (
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
  const errors = variableIssues(known, given, channel);
  if (errors.length) throw new Refusal('invalid-request', 'The variables do not fit the template', errors);
};

/**
 * Counts the segments of an SMS, by which its sender's rate and its price count. WhatsApp counts messages: `undefined`.
 */
export const measure = (
  content: Content,
  channel: Channel,
  template: RecordedTemplate | undefined,
): number | undefined =>
  channel === 'sms' ? measureComposed(compose(content, channel, template), channel).segments : undefined;

/** `extraSegments`: how many fewer it would be in GSM-7; only of a text that is sent as UCS-2. */
export type SmsSize = { segments?: number; extraSegments?: number };

/** The same of what was composed already, with what its accents cost. */
export const measureComposed = (composed: Composed | undefined, channel: Channel): SmsSize => {
  if (channel !== 'sms' || composed?.kind !== 'body') return {};
  // An MMS is one message, however long its text is.
  if (composed.media) return { segments: 1 };
  const { encoding, segments } = countSegments(composed.body);
  if (encoding === 'GSM-7') return { segments };
  return { segments, extraSegments: segments - (unicodeCostOf(composed.body)?.segmentsInGsm7 ?? segments) };
};
