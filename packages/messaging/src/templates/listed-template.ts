import {
  PutTemplate,
  TemplateName,
  type ApprovalStatus,
  type Category,
  type SkipReason,
  type TemplateContent,
} from '@recado/contract';
import type { RecordedApproval, RecordedTemplate } from './template.ts';

export type Drafted =
  | { kind: 'drafted'; template: RecordedTemplate }
  | { kind: 'skipped'; reason: SkipReason; message: string };

const longestName = 128;

export const approvalOf = ({ status, category, rejectionReason }: ListedContent, at: Date): RecordedApproval => ({
  ...(status !== undefined && { status }),
  ...(category !== undefined && { category }),
  ...(rejectionReason !== undefined && { rejectionReason }),
  checkedAt: at,
});

/** The template that a content of Twilio's makes, by our rules for names, variables and texts. */
export const draftTemplate = (content: ListedContent, at: Date): Drafted => {
  const name = TemplateName.safeParse(fitName(content.name));
  if (!name.success) return skip('no_name', `nothing of its name "${content.name}" can be a name here`);
  const words = content.placeholders.filter((placeholder) => !isNumber(placeholder));
  if (words.length)
    return skip('named_variables', `its placeholders {{${words.join('}}, {{')}}} are words: number them from 1`);
  const parsed = parse(content);
  const [issue] = parsed.error?.issues ?? [];
  if (!parsed.success) return skip('invalid', `${issue?.path.join('.')} ${issue?.message}`);
  const { channel, category, language, body, variables } = parsed.data;
  return {
    kind: 'drafted',
    template: {
      name: name.data,
      language,
      channel,
      category,
      contentSid: content.sid,
      ...(body !== undefined && { body }),
      variables,
      ...(content.content && { content: content.content }),
      approval: approvalOf(content, at),
      syncedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  };
};

/** A text that is not a text for SMS by our rules is left out, unless it is all that the content has. */
const parse = (content: ListedContent) => {
  const template = {
    channel: 'whatsapp',
    category: content.category ?? strictest,
    language: content.language,
    content_sid: content.sid,
    variables: content.placeholders,
  };
  const parsed = PutTemplate.safeParse({ ...template, body: content.text });
  const isText = content.content === undefined || content.content.type === 'twilio/text';
  return parsed.success || isText ? parsed : PutTemplate.safeParse(template);
};

/** `Pedido Confirmação – v2` becomes `pedido_confirmacao_v2`. */
const fitName = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, longestName);

const skip = (reason: SkipReason, message: string): Drafted => ({ kind: 'skipped', reason, message });

const isNumber = (placeholder: string) => /^\d+$/.test(placeholder);

/** Until WhatsApp has given a content its category, it counts as the one with the strictest rules. */
const strictest = 'marketing';

/** Describes a content as Twilio lists it. */
export type ListedContent = {
  sid: string;
  /** The name that people gave it; not unique at Twilio. */
  name: string;
  /** Holds a language code, for example `pt_BR`. */
  language: string;
  /** Lists the names between `{{` and `}}`, each once, in the order of their values. */
  placeholders: string[];
  /** The text for SMS, if the content has one. */
  text?: string;
  /** Its parts, as WhatsApp shows them. */
  content?: TemplateContent;
  /** Absent when Twilio uses a word that is not known here. */
  status?: ApprovalStatus;
  /** Absent until it was submitted to WhatsApp. */
  category?: Category;
  rejectionReason?: string;
};
