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
