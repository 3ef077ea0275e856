import type { ApprovalStatus, Category, Channel } from '@recado/contract';

/** What Twilio says of a content. Without a status it has none of this SID, or uses a word that is not known here. */
export type RecordedApproval = {
  status?: ApprovalStatus;
  /** The one that WhatsApp put it in. */
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
  variables: string[];
  /** Of the ContentSid. Absent until Twilio was asked. */
  approval?: RecordedApproval;
  /** When it was taken over from Twilio. One that somebody PUT since has none. */
  syncedAt?: Date;
  createdAt: Date;
  updatedAt: Date;
};

type Judged = Pick<RecordedTemplate, 'name' | 'language' | 'category' | 'approval'>;

/**
 * Why WhatsApp would not deliver a template and what to do about it, in a sentence for people; `undefined` if nothing speaks
 * against it. What Twilio was not asked about yet, or does not know, is let through. Of a message or campaign with a
 * category of its own, pass the template with that.
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

/** WhatsApp delivers none of these, whatever they are about. */
const stopped: Partial<Record<ApprovalStatus, string>> = {
  rejected: 'was rejected by WhatsApp',
  paused: 'is paused by WhatsApp, because people blocked or reported it',
  disabled: 'was disabled by WhatsApp for good',
};

/** An order's message may still answer somebody who wrote within the day; a promotion answers nobody. */
const notYet: Partial<Record<ApprovalStatus, string>> = {
  unsubmitted: 'was not submitted to WhatsApp, which takes marketing only when it approved it',
  received: 'waits for the approval of WhatsApp, which takes marketing only then',
  pending: 'waits for the approval of WhatsApp, which takes marketing only then',
};

const remedies: Partial<Record<ApprovalStatus, string>> = {
  rejected: 'correct it at Twilio under a new name and PUT its new content_sid',
  paused: 'it goes on by itself when WhatsApp lets it; take another template until then',
  disabled: 'take another template',
  unsubmitted: "submit it in Twilio's console",
};
