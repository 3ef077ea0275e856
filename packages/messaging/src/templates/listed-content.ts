import type { ApprovalStatus, Category } from '@recado/contract';

/** A content as Twilio lists it. */
export type ListedContent = {
  sid: string;
  /** The name that people gave it; not unique at Twilio. */
  name: string;
  /** As in `pt_BR`. */
  language: string;
  /** What stands between `{{` and `}}` in it, each once, in the order in which it is filled in. */
  placeholders: string[];
  /** Of a content that has one for SMS. */
  text?: string;
  /** Absent when Twilio uses a word that is not known here. */
  status?: ApprovalStatus;
  /** Absent until it was submitted to WhatsApp. */
  category?: Category;
  rejectionReason?: string;
};
