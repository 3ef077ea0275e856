import { errorText } from '../delivery/error-texts.ts';
import { rfc2822 } from '../http/rfc2822.ts';
import type { Message } from './message.ts';

const apiVersion = '2010-04-01';

/** The message as Twilio's API shows it: counts and the price are strings, what is not known yet is null. */
export const toMessageResource = (accountSid: string, message: Message) => {
  const path = `/${apiVersion}/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    sid: message.sid,
    account_sid: accountSid,
    messaging_service_sid: message.messagingServiceSid,
    from: message.from,
    to: message.to,
    body: message.body,
    status: message.status,
    direction: 'outbound-api',
    num_segments: String(message.numSegments),
    num_media: String(message.numMedia),
    price: message.price,
    price_unit: message.price === null ? null : 'USD',
    error_code: message.errorCode,
    error_message: message.errorCode === null ? null : errorText(message.errorCode),
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    api_version: apiVersion,
    uri: `${path}.json`,
    subresource_uris: { media: `${path}/Media.json` },
  };
};
export type MessageResource = ReturnType<typeof toMessageResource>;
