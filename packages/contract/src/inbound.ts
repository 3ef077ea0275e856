import { z } from 'zod';
import { Channel } from './content.ts';
import { CampaignId, MessageId, pageOf, PageQuery } from './identifiers.ts';

export const ReplyKeyword = z
  .enum(['stop', 'start', 'help'])
  .meta({ id: 'Wish', description: 'Request of a message that consists of a keyword only' });
export type ReplyKeyword = z.infer<typeof ReplyKeyword>;

const Media = z.object({ url: z.string(), content_type: z.string().optional() });

/** A message that a person sent, as the API shows it. */
export const InboundMessage = z
  .object({
    id: MessageId,
    from: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    channel: Channel,
    sender: z
      .string()
      .optional()
      .meta({ description: 'Sender that received the message; absent when no sender has that address' }),
    received_at: z.iso.datetime(),
    wish: ReplyKeyword.optional(),
    body: z.string().optional().meta({ description: 'Only with the scope pii:read, as are button and media' }),
    button: z
      .object({ text: z.string().optional(), payload: z.string().optional() })
      .optional()
      .meta({ description: 'The button of a template that was pressed' }),
    media: z.array(Media).optional().meta({ description: 'Where Twilio keeps what came along' }),
    reply_to: MessageId.optional().meta({ description: 'The message that it answers' }),
    campaign_id: CampaignId.optional().meta({ description: 'The campaign that it answers' }),
    twilio_sid: z.string(),
  })
  .meta({ id: 'InboundMessage' });
export type InboundMessage = z.infer<typeof InboundMessage>;

/** What `GET /v1/messages/inbound` takes in its query. */
export const ListInbound = z.strictObject({
  from: z.string().trim().min(1).max(64).optional(),
  campaign_id: z.uuid().optional(),
  ...PageQuery.shape,
});
export type ListInbound = z.infer<typeof ListInbound>;

export const InboundPage = pageOf(InboundMessage).meta({ id: 'InboundPage' });
export type InboundPage = z.infer<typeof InboundPage>;

/** What `GET /v1/callbacks/unknown` takes in its query. */
export const ListUnknownCallbacks = PageQuery;

/** A status callback of a message that Recado does not have, as the API shows it. */
export const UnknownCallback = z
  .object({
    id: z.uuid(),
    received_at: z.iso.datetime().meta({ description: 'When it came first; it is kept once, and for 30 days' }),
    message_id: z.uuid().meta({ description: 'Message id from the path of the callback' }),
    twilio_sid: z.string(),
    twilio_status: z.string().meta({ description: "Twilio's own word" }),
    error_code: z.int().optional(),
  })
  .meta({ id: 'StrayCallback' });
export type UnknownCallback = z.infer<typeof UnknownCallback>;

export const UnknownCallbackPage = pageOf(UnknownCallback).meta({ id: 'StrayCallbackPage' });
export type UnknownCallbackPage = z.infer<typeof UnknownCallbackPage>;
