import { z } from 'zod';
import { Channel } from './content.ts';
import { CampaignId, listQueryOf, MessageId, pageOf, PhoneOrHandle } from './identifiers.ts';

export const ReplyKeyword = z
  .enum(['stop', 'start', 'help'])
  .meta({ id: 'Wish', description: 'Request of a message that consists of a keyword only' });
export type ReplyKeyword = z.infer<typeof ReplyKeyword>;

export const InboundOptOut = z.enum(['clear', 'unclear']).meta({
  id: 'InboundOptOut',
  description:
    'Request, in a sentence, to get no more messages. A `clear` one opts the person out of marketing. An `unclear` one holds marketing to the person until somebody decides by `POST /v1/contacts/{phone}/opt-out` or `/opt-in`',
});
export type InboundOptOut = z.infer<typeof InboundOptOut>;

const Media = z.object({ url: z.string(), content_type: z.string().optional() });

/** Shows a message that a person sent. */
export const InboundMessage = z
  .object({
    id: MessageId,
    from: z.string().meta({
      description: 'Number, or id of a person who shows no number on WhatsApp. Masked without the scope pii:read',
    }),
    channel: Channel,
    sender: z
      .string()
      .optional()
      .meta({ description: 'Sender that received the message; absent when no sender has that address' }),
    received_at: z.iso.datetime(),
    wish: ReplyKeyword.optional(),
    opt_out_request: InboundOptOut.optional(),
    body: z
      .string()
      .optional()
      .meta({ description: 'Text; like `button` and `media`, shown only with the scope pii:read' }),
    button: z
      .object({ text: z.string().optional(), payload: z.string().optional() })
      .optional()
      .meta({ description: 'Template button that the person pressed' }),
    media: z.array(Media).optional().meta({ description: 'Attachments, stored at Twilio' }),
    reply_to: MessageId.optional().meta({ description: 'Id of the message that it answers' }),
    campaign_id: CampaignId.optional().meta({ description: 'Id of the campaign that it answers' }),
    twilio_sid: z.string(),
  })
  .meta({ id: 'InboundMessage' });
export type InboundMessage = z.infer<typeof InboundMessage>;

/** Validates the query of `GET /v1/messages/inbound`. */
export const ListInbound = z.strictObject({
  from: PhoneOrHandle.optional(),
  campaign_id: z.uuid().optional(),
  undecided: z
    .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
    .optional()
    .meta({ description: '`true`: only messages with an unclear opt-out request that nobody has decided' }),
  ...listQueryOf('received_at').shape,
});
export type ListInbound = z.infer<typeof ListInbound>;

export const InboundPage = pageOf(InboundMessage).meta({ id: 'InboundPage' });
export type InboundPage = z.infer<typeof InboundPage>;

/** Validates the query of `GET /v1/callbacks/unknown`. */
export const ListUnknownCallbacks = listQueryOf('received_at');
export type ListUnknownCallbacks = z.infer<typeof ListUnknownCallbacks>;

/** Shows a status callback whose message is not in the database. */
export const UnknownCallback = z
  .object({
    id: z.uuid(),
    received_at: z.iso
      .datetime()
      .meta({ description: 'Time of the first arrival. Recado stores a callback once, for 30 days' }),
    message_id: z.uuid().meta({ description: 'Message id from the path of the callback' }),
    twilio_sid: z.string(),
    twilio_status: z.string().meta({ description: 'Status in the words of Twilio' }),
    error_code: z.int().optional(),
  })
  .meta({ id: 'StrayCallback' });
export type UnknownCallback = z.infer<typeof UnknownCallback>;

export const UnknownCallbackPage = pageOf(UnknownCallback).meta({ id: 'StrayCallbackPage' });
export type UnknownCallbackPage = z.infer<typeof UnknownCallbackPage>;
