import { mapContent, type Channel, type PreviewQuery, type SmsCharset, type TemplateContent } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { Refusal } from '../errors.ts';
import { compose, renderBody } from '../messages/content.ts';
import type { Content } from '../messages/message.ts';
import { countSegments, notInGsm7, withoutReplacement } from '../messages/segments.ts';
import { normalizeRecipient } from '../phone-number.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { RecordedCampaign } from './campaign.ts';
import { findCampaign } from './change.ts';

type Deps = Parameters<typeof findCampaign>[0] & {
  defaultCountry: CountryCode;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
  findAudienceMember: (campaignId: string, choice: MemberChoice) => Promise<AudienceMember | undefined>;
};

/** The text that a recipient would read. `text` is absent if only Twilio has the template's body. */
export type PreviewedText = {
  text?: string;
  segments?: number;
  /** The characters of an SMS that GSM-7 lacks, and for which the template has no replacement. */
  notInGsm7?: string[];
};

export type CampaignPreview = PreviewedText & {
  campaign: RecordedCampaign;
  member: AudienceMember;
  /** The language of the template that this person gets. */
  language: string;
  /** The row's, and the campaign's where it has none. */
  variables: Record<string, string>;
  /** The parts as WhatsApp shows them to this person. */
  content?: TemplateContent;
  /** The values that Twilio gets for WhatsApp: the template's SID, and ContentVariables. */
  handed?: { contentSid: string; variables: Record<string, string> };
  fallback?: PreviewedText;
};

type Values = Record<string, string>;

/**
 * The variables of the first person of an audience, and the language in which they are written. While it is empty, the
 * defaults alone.
 */
export const firstPerson = async (
  deps: Deps,
  campaign: RecordedCampaign,
): Promise<{ variables: Values; language: string }> => {
  const first = await deps.findAudienceMember(campaign.id, 'first');
  const language = first ? languageOf(campaign, first) : campaign.templateLanguage;
  const template = await findText(deps, campaign.templateName, language);
  return { variables: mergeValues(template, campaign.variables, first ? variablesOf(first.content) : {}), language };
};

const languageOf = ({ templateLanguage }: RecordedCampaign, { content }: AudienceMember): string =>
  content.kind === 'template' ? content.language : templateLanguage;

/** Returns the content that one person of an audience would get. Throws a Refusal if no one matches. */
export const previewCampaign = async (deps: Deps, id: string, query: PreviewQuery): Promise<CampaignPreview> => {
  const campaign = await findCampaign(deps, id);
  const member = await deps.findAudienceMember(id, choiceOf(query, deps.defaultCountry));
  if (!member) throw new Refusal('not-found', 'No recipient of this campaign matches');
  return { campaign, member, ...(await renderMember(deps, campaign, member)) };
};

/** The texts that one person of an audience would get. Throws a Refusal if the template changed and no longer fits. */
export const renderMember = async (
  deps: Pick<Deps, 'findTemplate'>,
  campaign: RecordedCampaign,
  member: AudienceMember,
): Promise<Omit<CampaignPreview, 'campaign' | 'member'>> => {
  const language = languageOf(campaign, member);
  const template = await findText(deps, campaign.templateName, language);
  const variables = mergeValues(template, campaign.variables, variablesOf(member.content));
  return {
    language,
    variables,
    ...previewContent(template, campaign.channel, variables),
    ...(campaign.fallback && member.fallback && { fallback: await previewFallback(deps, campaign, member.fallback) }),
  };
};

const textOf = (text: string | undefined, channel: Channel, charset?: SmsCharset): PreviewedText => ({
  ...(text !== undefined && { text }),
  ...(text !== undefined && channel === 'sms' && measureText(text, charset)),
});

const measureText = (text: string, charset: SmsCharset | undefined) => {
  const missing = charset === 'gsm7' ? withoutReplacement(text) : notInGsm7(text);
  return { segments: countSegments(text).segments, ...(missing.length > 0 && { notInGsm7: missing }) };
};

/** As the claim does it: of the defaults only what the template takes, and what the row has goes before. */
export const mergeValues = ({ variables }: RecordedTemplate, defaults: Values, own: Values): Values => ({
  ...Object.fromEntries(Object.entries(defaults).filter(([name]) => variables.includes(name))),
  ...own,
});

const variablesOf = (content: Content): Values => (content.kind === 'template' ? content.variables : {});

const choiceOf = ({ line, recipient, to }: PreviewQuery, defaultCountry: CountryCode): MemberChoice => {
  if (line !== undefined) return { line };
  if (recipient !== undefined) return { id: recipient.toLowerCase() };
  return to === undefined ? 'first' : { to: normalizeRecipient(to, { defaultCountry, channel: 'whatsapp' }).e164 };
};

const changed = () =>
  new Refusal('conflict', 'The template changed after the import and no longer fits the audience. Change it back');

const findText = async (
  deps: Pick<Deps, 'findTemplate'>,
  name: string,
  language: string,
): Promise<RecordedTemplate> => {
  const template = await deps.findTemplate(name, language);
  if (!template) throw new Refusal('conflict', `There is no template ${name} in ${language}. Create it`);
  return template;
};

const previewFallback = async (
  deps: Pick<Deps, 'findTemplate'>,
  campaign: RecordedCampaign,
  content: Content,
): Promise<PreviewedText> => {
  if (content.kind === 'body') return textOf(content.body, 'sms');
  const template = await findText(deps, content.name, content.language);
  const variables = mergeValues(
    template,
    { ...campaign.variables, ...campaign.fallback?.variables },
    content.variables,
  );
  const composed = compose({ ...content, variables }, 'sms', template);
  if (composed?.kind !== 'body') throw changed();
  return textOf(composed.body, 'sms', template.smsCharset);
};

/** The text of a template as one person reads it. Throws a Refusal if a value is missing. */
export const previewContent = (template: RecordedTemplate, channel: Channel, variables: Values) => {
  const { name, language, body } = template;
  const composed = compose({ kind: 'template', name, language, variables }, channel, template);
  if (!composed) throw changed();
  if (composed.kind === 'body') return textOf(composed.body, channel, template.smsCharset);
  const { contentSid, variables: handed } = composed;
  return {
    ...textOf(body === undefined ? undefined : renderBody(body, variables), channel),
    ...(template.content && { content: mapContent(template.content, (text) => renderBody(text, handed)) }),
    handed: { contentSid, variables: handed },
  };
};

/**
 * Describes one person of an audience, as the import recorded them. The contents hold the row's own variables alone.
 */
export type AudienceMember = {
  /** The message has it, too. */
  id: string;
  line: number;
  /** It is an E.164 number. */
  to: string;
  /** Why nothing would be sent, as it was known at the import. */
  excluded?: string;
  content: Content;
  /** Holds the content of the fallback SMS. */
  fallback?: Content;
};

/** Chooses a person: by line of the file, id, E.164 number in any spelling, or the first one. */
export type MemberChoice = { line: number } | { id: string } | { to: string } | 'first';
