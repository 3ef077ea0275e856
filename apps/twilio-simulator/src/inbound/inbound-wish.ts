import { z } from 'zod';
import { isPhoneNumber, isSender, parseAddress } from '../messages/address.ts';

const address = z
  .string()
  .refine((text) => parseAddress(text) !== undefined, 'must be a number or whatsapp: and a number');

const Media = z.strictObject({ url: z.url(), content_type: z.string().min(1).default('image/jpeg') });

const numberOf = (text: string) => parseAddress(text)?.number ?? '';
const channelOf = (text: string) => parseAddress(text)?.channel;

/** What `POST /simulator/inbound` takes: a person's message to one of the account's senders. */
export const InboundWish = z
  .strictObject({
    from: address.refine((text) => isPhoneNumber(numberOf(text)), 'must be E.164'),
    to: address,
    body: z.string().max(1600).default(''),
    button_text: z.string().min(1).optional(),
    button_payload: z.string().min(1).optional(),
    media: z.array(Media).max(10).default([]),
    /** As Advanced Opt-Out would say it. */
    opt_out_type: z.enum(['START', 'STOP', 'HELP']).optional(),
    messaging_service_sid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/)
      .optional(),
    /** The SID of a message that this is an answer to. */
    replied_to: z.string().min(1).optional(),
    /** To send the same one again. */
    message_sid: z
      .string()
      .regex(/^(SM|MM)[0-9a-fA-F]{32}$/)
      .optional(),
  })
  .refine(({ from, to }) => channelOf(from) === channelOf(to), { path: ['to'], message: 'is on another channel' })
  .refine(({ to }) => isSender({ channel: channelOf(to) ?? 'sms', number: numberOf(to) }), {
    path: ['to'],
    message: 'cannot be a sender',
  });
export type InboundWish = z.infer<typeof InboundWish>;

/** Whom it is written to: a number, and the Messaging Service that the number is of. */
export const sendersOf = ({ to, messaging_service_sid: service }: InboundWish): string[] => [
  to,
  ...(service === undefined ? [] : [service]),
];
