import type { ApprovalStatus, Category, Channel, PutTemplate, SmsCharset, TemplateContent } from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { refuseField } from '../errors.ts';

/** Holds Twilio's approval of a content. The status is absent if Twilio has no such SID, or uses an unknown word. */
export type RecordedApproval = {
  status?: ApprovalStatus;
  /** WhatsApp put it in this category. */
  category?: Category;
  rejectionReason?: string;
  checkedAt: Date;
};

/** One language of a template, as the record holds it. Without a ContentSid WhatsApp cannot send it, without a body SMS cannot. */
export type RecordedTemplate = {
  name: string;
  language: string;
  channel: Channel;
  category: Category;
  contentSid?: string;
  body?: string;
  /** `gsm7`: as SMS, its text is sent without what GSM-7 lacks. */
  smsCharset?: SmsCharset;
  variables: string[];
  /** The parts of the content at Twilio; absent until it was read. */
  content?: TemplateContent;
  /** The approval of the ContentSid; absent until Twilio was asked. */
  approval?: RecordedApproval;
  /** The time of the import from Twilio; absent once a user has changed the template. */
  syncedAt?: Date;
  createdAt: Date;
  updatedAt: Date;
};

type Judged = Pick<RecordedTemplate, 'name' | 'language' | 'category' | 'approval'>;

/**
 * Returns why WhatsApp would not deliver a template and what to do, as a sentence; `undefined` if nothing is known
 * against it. An approval that is unchecked or unknown passes. For a message or campaign with its own category, pass
 * the template with that category.
 */
export const approvalProblem = ({ name, language, category, approval }: Judged): string | undefined => {
  const { status, rejectionReason } = approval ?? {};
  if (!status) return undefined;
  const problem = stopped[status] ?? (category === 'marketing' ? notYet[status] : undefined);
  if (!problem) return undefined;
  const said = rejectionReason ? ` (${status}: ${rejectionReason})` : ` (${status})`;
  const remedy = remedies[status];
  return `${name} in ${language} ${problem}${said}${remedy ? `: ${remedy}` : ''}`;
};

/** WhatsApp delivers none of these, in any category. */
const stopped: Partial<Record<ApprovalStatus, string>> = {
  rejected: 'was rejected by WhatsApp',
  paused: 'is paused by WhatsApp, because people blocked or reported it',
  disabled: 'was disabled permanently by WhatsApp',
};

/** A transactional message may still answer a person who wrote within 24 hours; a promotion may not. */
const notYet: Partial<Record<ApprovalStatus, string>> = {
  unsubmitted: 'was not submitted to WhatsApp, which delivers marketing only after approval',
  received: 'waits for the approval of WhatsApp, which delivers marketing only after it',
  pending: 'waits for the approval of WhatsApp, which delivers marketing only after it',
};

const remedies: Partial<Record<ApprovalStatus, string>> = {
  rejected: 'correct it at Twilio under a new name and PUT its new content_sid',
  paused: 'it works again when WhatsApp lifts the pause. Use another template until then',
  disabled: 'take another template',
  unsubmitted: "submit it in Twilio's console",
};

/** A category of a higher number has more rules: consent, quiet hours and caps for marketing; opt-outs for all but the first. */
const strictness: Record<Category, number> = { authentication: 0, utility: 1, marketing: 2 };

/** Returns the category with more rules. */
export const stricter = (one: Category, other: Category = one): Category =>
  strictness[other] > strictness[one] ? other : one;

/**
 * Returns the category that a template's messages have at least: its own, or the one that WhatsApp put it in if that is
 * stricter. A user can store a milder one than WhatsApp's, but cannot send by it.
 */
export const categoryOf = ({ category, approval }: Pick<RecordedTemplate, 'category' | 'approval'>): Category =>
  stricter(category, approval?.category);

export type PutTemplateDeps = {
  clock: () => Date;
  /** Stores one language of a template. The approval of its content stays. */
  saveTemplate: (template: RecordedTemplate, audit: AuditEntry) => Promise<RecordedTemplate>;
};

/** Creates a template, or replaces one of its languages. It can be sent at once: Twilio is not asked. */
export const putTemplate = async (
  deps: PutTemplateDeps,
  name: string,
  { name: named, content_sid: contentSid, ...request }: PutTemplate,
  { actor }: ByActor,
): Promise<RecordedTemplate> => {
  if (named !== undefined && named !== name) throw refuseField('name', 'exclusive', 'must be the name in the path');
  const { channel, category, language, variables, body, sms_charset: smsCharset } = request;
  const at = deps.clock();
  const content = {
    ...(contentSid !== undefined && { contentSid }),
    ...(body !== undefined && { body }),
    ...(smsCharset && { smsCharset }),
  };
  const detail = { language, channel, category, ...(contentSid !== undefined && { content_sid: contentSid }) };
  return deps.saveTemplate(
    { name, channel, category, language, variables, ...content, createdAt: at, updatedAt: at },
    { at, actor, action: 'template.changed', object: `templates/${name}`, detail },
  );
};
