import type { Content } from './content.ts';

export const approvalStatuses = [
  'unsubmitted',
  'received',
  'pending',
  'approved',
  'rejected',
  'paused',
  'disabled',
] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

/** How far WhatsApp has come with a submission; left to itself it always ends well. */
const statusAt = (submittedAt: number, now: number, approvalMs: number): ApprovalStatus => {
  const waited = now - submittedAt;
  if (waited >= approvalMs) return 'approved';
  return waited >= approvalMs / 2 ? 'pending' : 'received';
};

/** The whatsapp part of an approval, as Twilio shows it. */
export const toApproval = ({ approval, verdict, types }: Content, now: number, approvalMs: number) => ({
  type: 'whatsapp',
  name: approval?.name ?? '',
  category: verdict?.category ?? approval?.category ?? '',
  content_type: Object.keys(types)[0] ?? '',
  status: verdict?.status ?? (approval ? statusAt(approval.submittedAt, now, approvalMs) : 'unsubmitted'),
  rejection_reason: verdict?.rejectionReason ?? '',
  allow_category_change: true,
});

const stoppingCodes: Partial<Record<ApprovalStatus, number>> = { rejected: 63040, paused: 63041, disabled: 63042 };

/** With which code WhatsApp fails what is made of a content, when it delivers nothing of it. */
export const stoppingCode = (content: Content | undefined): number | undefined =>
  content?.verdict && stoppingCodes[content.verdict.status];
