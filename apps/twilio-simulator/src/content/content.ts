import type { ApprovalStatus } from './approval.ts';
import type { Variables } from './variables.ts';

/** A type's own fields, e.g. `{ body }` of `twilio/text`. */
export type ContentTypes = Record<string, Record<string, unknown>>;

export type Approval = { name: string; category: string; submittedAt: number };

/** A content of the account. Times are epoch milliseconds. */
export type Content = {
  readonly sid: string;
  readonly friendlyName: string | null;
  readonly language: string;
  /** The sample of each placeholder; it is sent when a message gives no value. */
  readonly variables: Variables;
  readonly types: ContentTypes;
  readonly createdAt: number;
  /** Absent until it is submitted to WhatsApp. */
  approval?: Approval;
  /** What WhatsApp was told to say, whatever it would say by itself. */
  verdict?: { status: ApprovalStatus; rejectionReason: string; category?: string };
};
