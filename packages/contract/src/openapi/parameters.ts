import { z } from 'zod';
import { CampaignId, MessageId, SenderId, TemplateName } from '../identifiers.ts';

export const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/)
    .optional()
    .meta({
      description:
        'Your own name for this request. Repeated within 24 hours it gets the same answer and does nothing new',
    }),
});

export const messageId = z.object({ id: MessageId });
export const templateName = z.object({ name: TemplateName });
export const senderId = z.object({ id: SenderId });
export const campaignId = z.object({ id: CampaignId });
