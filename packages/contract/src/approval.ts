import { z } from 'zod';
import { Category } from './content.ts';

/** Twilio's words for how far WhatsApp has come with a content. */
export const ApprovalStatus = z
  .enum(['unsubmitted', 'received', 'pending', 'approved', 'rejected', 'paused', 'disabled'])
  .meta({ id: 'ApprovalStatus' });
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

/** What Twilio says of a template's content. */
export const Approval = z
  .object({
    status: ApprovalStatus.nullable().meta({
      description: 'null: not known, as when Twilio has no content of this SID',
    }),
    category: Category.optional().meta({ description: 'The category that WhatsApp put it in' }),
    rejection_reason: z.string().optional(),
    checked_at: z.iso.datetime().meta({ description: 'When Twilio was asked last' }),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;
