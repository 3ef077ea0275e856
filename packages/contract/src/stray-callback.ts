import { z } from 'zod';
import { PageQuery, pageOf } from './page-query.ts';

/** What `GET /v1/callbacks/unknown` takes in its query. */
export const ListStrayCallbacks = PageQuery;

/** A status callback of a message that Recado does not have, as the API shows it. */
export const StrayCallback = z
  .object({
    id: z.uuid(),
    received_at: z.iso.datetime().meta({ description: 'When it came first; it is kept once, and for 30 days' }),
    message_id: z.uuid().meta({ description: "Of the callback's path" }),
    twilio_sid: z.string(),
    twilio_status: z.string().meta({ description: "Twilio's own word" }),
    error_code: z.int().optional(),
  })
  .meta({ id: 'StrayCallback' });
export type StrayCallback = z.infer<typeof StrayCallback>;

export const StrayCallbackPage = pageOf(StrayCallback).meta({ id: 'StrayCallbackPage' });
export type StrayCallbackPage = z.infer<typeof StrayCallbackPage>;
