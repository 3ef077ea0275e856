import { withoutHidden } from '@recado/contract';
import { parseWhatsappId, type StatusReport } from '@recado/messaging';
import { z } from 'zod';
import { hideNumbers } from './answer.ts';
import { personOf } from './inbound.ts';
import { explainCode, optOuts } from './codes/index.ts';
import { senderSignalOfCode } from './outcome.ts';

type Reported = StatusReport['status'];

/**
 * A status callback of Twilio's, for SMS or WhatsApp, in our words. It holds no phone number, but where Twilio names an id
 * of WhatsApp beside it.
 * `undefined` if the form is not one: no SID, no status, or an inbound message's.
 */
export const parseStatusCallback = (
  messageId: string,
  params: Record<string, string | string[]>,
): StatusReport | undefined => {
  const callback = Callback.parse(params);
  const twilioSid = callback.MessageSid ?? callback.SmsSid;
  const twilioStatus = (callback.MessageStatus ?? callback.SmsStatus)?.toLowerCase();
  if (!twilioSid || !twilioStatus || inbound.has(twilioStatus)) return undefined;
  const detail = detailOf(callback);
  const recipient = recipientOf(callback);
  return {
    messageId,
    twilioSid,
    status: statusOf(twilioStatus, callback),
    twilioStatus,
    ...errorOf(callback),
    ...(detail && { detail }),
    ...(recipient && { recipient }),
  };
};

const statuses: Record<string, Reported> = {
  delivered: 'delivered',
  read: 'read',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'canceled',
};
const inbound = new Set(['received', 'receiving']);

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
const text = z.preprocess(first, z.string().overwrite(withoutHidden).min(1).optional().catch(undefined));

/** Far above any that there is. */
const highestCode = 999_999;

const Callback = z.object({
  MessageSid: text,
  SmsSid: text,
  MessageStatus: text,
  SmsStatus: text,
  EventType: text,
  ErrorCode: z.preprocess(first, z.coerce.number().int().positive().max(highestCode).optional().catch(undefined)),
  ErrorMessage: text,
  ChannelStatusMessage: text,
  RawDlrDoneDate: text,
  To: text,
  WaId: text,
  ExternalUserId: text,
});
type Callback = z.infer<typeof Callback>;

/** The id of WhatsApp of the person, with the number if Twilio names it, too. */
const recipientOf = ({ To, WaId, ExternalUserId }: Callback): StatusReport['recipient'] => {
  const { from, whatsappId } = personOf({ From: To, WaId, ExternalUserId });
  if (whatsappId !== undefined) return { number: from, whatsappId };
  const id = parseWhatsappId(from)?.id;
  return id === undefined ? undefined : { whatsappId: id };
};

/** Any other word (queued, sent, one yet to come) says that Twilio has the message, and no more. */
const statusOf = (twilioStatus: string, { EventType }: Callback): Reported =>
  EventType === 'READ' ? 'read' : (statuses[twilioStatus] ?? 'sent');

/** `2411221305`, in a time zone of the carrier's choice. */
const carrierTime = (date: string): string | undefined => {
  const [, year, month, day, hour, minute] = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
  return year && `carrier's receipt of 20${year}-${month}-${day} ${hour}:${minute}`;
};

const detailOf = ({ ChannelStatusMessage, RawDlrDoneDate }: Callback): string =>
  [ChannelStatusMessage && hideNumbers(ChannelStatusMessage), RawDlrDoneDate && carrierTime(RawDlrDoneDate)]
    .filter(Boolean)
    .join('; ');

const errorOf = ({ ErrorCode, ErrorMessage }: Callback) => {
  const errorMessage = ErrorMessage ? hideNumbers(ErrorMessage) : ErrorCode && explainCode(ErrorCode)?.meaning;
  const signal = ErrorCode && senderSignalOfCode(ErrorCode);
  return {
    ...(ErrorCode && { errorCode: ErrorCode }),
    ...(errorMessage && { errorMessage }),
    ...(signal && { signal }),
    ...(ErrorCode && explainCode(ErrorCode)?.smsFallback && { smsMayHelp: true as const }),
    ...(ErrorCode && optOuts.has(ErrorCode) && { optsOut: true as const }),
  };
};
