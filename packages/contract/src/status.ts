import { z } from 'zod';

/**
 * Where a message is on its way. `accepted` is durable and waits for its time or turn; `sending` is claimed, its
 * outcome not known yet; `sent` has a Twilio SID; `delivered` and `read` come from callbacks; the others are ends.
 */
export const Status = z
  .enum([
    'accepted',
    'sending',
    'sent',
    'delivered',
    'read',
    'undelivered',
    'failed',
    'suppressed',
    'expired',
    'canceled',
  ])
  .meta({ id: 'Status' });
export type Status = z.infer<typeof Status>;
