import type { Content } from './content.ts';

/** How far WhatsApp has come with a submission; it always ends well. */
const statusAt = (submittedAt: number, now: number, approvalMs: number) => {
  const waited = now - submittedAt;
  if (waited >= approvalMs) return 'approved';
  return waited >= approvalMs / 2 ? 'pending' : 'received';
};

/** The whatsapp part of an approval, as Twilio shows it. */
export const toApproval = ({ approval, types }: Content, now: number, approvalMs: number) => ({
  type: 'whatsapp',
  name: approval?.name ?? '',
  category: approval?.category ?? '',
  content_type: Object.keys(types)[0] ?? '',
  status: approval ? statusAt(approval.submittedAt, now, approvalMs) : 'unsubmitted',
  rejection_reason: '',
  allow_category_change: true,
});
