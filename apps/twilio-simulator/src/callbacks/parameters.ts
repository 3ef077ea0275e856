import { errorText } from '../delivery/error-texts.ts';
import { channelOf } from '../messages/address.ts';
import type { Message } from '../messages/message.ts';

/** YYMMDDhhmm in UTC, as a carrier stamps its receipt. */
const receiptDate = (at: number) => new Date(at).toISOString().replaceAll(/\D/g, '').slice(2, 12);

const ofError = ({ errorCode }: Message): Record<string, string> =>
  errorCode === null ? {} : { ErrorCode: String(errorCode), ErrorMessage: errorText(errorCode) };

const ofSms = ({ status, updatedAt }: Message): Record<string, string> =>
  status === 'delivered' || status === 'undelivered' ? { RawDlrDoneDate: receiptDate(updatedAt) } : {};

const ofWhatsApp = (accountSid: string, { status, errorCode }: Message): Record<string, string> => ({
  ChannelInstallSid: accountSid.replace('AC', 'XE'),
  ChannelPrefix: 'whatsapp',
  ...(errorCode !== null && { ChannelStatusMessage: errorText(errorCode) }),
  ...(status === 'read' && { EventType: 'READ' }),
});

/** What a status callback says of a message as it is now. */
export const callbackParameters = (accountSid: string, message: Message): Record<string, string> => ({
  AccountSid: accountSid,
  ApiVersion: '2010-04-01',
  From: message.from ?? '',
  MessageSid: message.sid,
  MessageStatus: message.status,
  SmsSid: message.sid,
  SmsStatus: message.status,
  To: message.to,
  ...(message.messagingServiceSid && { MessagingServiceSid: message.messagingServiceSid }),
  ...ofError(message),
  ...(channelOf(message.to) === 'sms' ? ofSms(message) : ofWhatsApp(accountSid, message)),
});
