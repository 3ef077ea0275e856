import { z } from 'zod';

export const EventType = z.enum([
  'accepted',
  'submitted',
  'rejected',
  'throttled',
  'stopped',
  'unsent',
  'unknown',
  'callback',
  'canceled',
  'expired',
  'suppressed',
  'failed',
  'adopted',
  'absent',
  'unanswered',
  'disowned',
  'retried',
  'fell_back',
  'parked',
]);
export type EventType = z.infer<typeof EventType>;

/** One thing that happened to a message. */
export const MessageEvent = z
  .object({
    at: z.iso.datetime(),
    type: EventType,
    status: z.string().optional().meta({ description: "Ours, or for a callback the status in Twilio's words" }),
    attempt: z.int().optional(),
    twilio_sid: z.string().optional(),
    error_code: z.int().optional(),
    detail: z.string().optional(),
  })
  .meta({ id: 'MessageEvent' });
export type MessageEvent = z.infer<typeof MessageEvent>;
