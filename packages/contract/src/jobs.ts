import { z } from 'zod';

/** What the queue carries for one message: its id and nothing else, so that no queue ever holds a person's data. */
export const DeliverJob = z.strictObject({ messageId: z.uuid() });
export type DeliverJob = z.infer<typeof DeliverJob>;
