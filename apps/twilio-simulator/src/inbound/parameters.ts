import { channelOf } from '../messages/address.ts';
import type { InboundWish } from './inbound-wish.ts';

const profileName = 'Simulated person';

const mediaOf = ({ media }: InboundWish) =>
  Object.fromEntries(
    media.flatMap(({ url, content_type }, index) => [
      [`MediaUrl${index}`, url],
      [`MediaContentType${index}`, content_type],
    ]),
  );

/** Empty ones are sent empty, as Twilio does. */
const geography = Object.fromEntries(
  ['From', 'To'].flatMap((end) => ['City', 'State', 'Zip', 'Country'].map((part) => [end + part, ''])),
);

const ofWhatsapp = ({ from }: InboundWish) => ({
  ProfileName: profileName,
  WaId: from.replace(/\D/g, ''),
  ChannelPrefix: 'whatsapp',
});

const buttonOf = ({ button_text: text, button_payload: payload }: InboundWish) => ({
  ...(text !== undefined && { ButtonText: text }),
  ...(payload !== undefined && { ButtonPayload: payload }),
  ...((text ?? payload) !== undefined && { ButtonType: 'REPLY' }),
});

/** The form in which Twilio tells of a message that came. A pressed button's text is its body, too. */
export const inboundParameters = (accountSid: string, sid: string, wish: InboundWish): Record<string, string> => ({
  ApiVersion: '2010-04-01',
  AccountSid: accountSid,
  MessageSid: sid,
  SmsSid: sid,
  SmsMessageSid: sid,
  SmsStatus: 'received',
  From: wish.from,
  To: wish.to,
  Body: wish.body || (wish.button_text ?? ''),
  NumMedia: String(wish.media.length),
  NumSegments: '1',
  ...mediaOf(wish),
  ...(channelOf(wish.from) === 'whatsapp' ? ofWhatsapp(wish) : geography),
  ...buttonOf(wish),
  ...(wish.messaging_service_sid !== undefined && { MessagingServiceSid: wish.messaging_service_sid }),
  ...(wish.opt_out_type !== undefined && { OptOutType: wish.opt_out_type }),
  ...(wish.replied_to !== undefined && { OriginalRepliedMessageSid: wish.replied_to }),
});
