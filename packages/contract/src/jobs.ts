import { z } from 'zod';

/** Carries only the id of a message through the queue, so that no queue ever holds personal data. */
export const DeliverJob = z.strictObject({ messageId: z.uuid() });
export type DeliverJob = z.infer<typeof DeliverJob>;
