import { newSid, rfc2822 } from '../http/answer.ts';

export type Status =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'undelivered'
  | 'failed'
  | 'canceled'
  | 'received';

/** Holds a message of the account. Times are epoch milliseconds; addresses have the prefix of their channel. */
export type Message = {
  readonly sid: string;
  /** Position in the order of creation, from 1. */
  readonly sequence: number;
  readonly to: string;
  /** It is absent for `outbound-api`. */
  readonly direction?: 'inbound';
  /** null until a Messaging Service has chosen a sender. */
  from: string | null;
  readonly messagingServiceSid: string | null;
  body: string;
  readonly contentSid: string | null;
  /** The values of its placeholders, as JSON. */
  readonly contentVariables?: string;
  readonly media: MediaFile[];
  /** 0 until a sender is known. */
  numSegments: number;
  status: Status;
  errorCode: number | null;
  /** Holds a negative decimal, in USD. */
  price: string | null;
  readonly createdAt: number;
  updatedAt: number;
  sentAt: number | null;
  /** It is in seconds. */
  readonly validityPeriod: number;
  readonly sendAt: number | null;
  readonly statusCallback: string | null;
  /** True once the status cannot change any more. */
  settled: boolean;
};

/** A file of a message: it has a resource of its own, which is deleted by itself. */
export type MediaFile = { sid: string; url: string; type: string | null };

export const mediaFile = (url: string, type: string | null = null): MediaFile => ({ sid: newSid('ME'), url, type });

const final = new Set<Status>(['delivered', 'read', 'undelivered', 'failed', 'canceled']);

export const isFinal = (status: Status): boolean => final.has(status);

const apiVersion = '2010-04-01';

/** Formats a message as Twilio's API does: counts and the price are strings, unknown values are null. */
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
    direction: message.direction ?? 'outbound-api',
    num_segments: String(message.numSegments),
    num_media: String(message.media.length),
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

/** Deletes one hundredth at a time, because a Map is slow to find its oldest entries after deletions. */
const share = 100;

/** Stores the account's messages. Above `limit`, it deletes the oldest, settled ones first. */
export const makeMessageLog = (limit: number) => {
  const bySid = new Map<string, Message>();
  const byTo = new Map<string, Set<Message>>();

  const forget = (message: Message) => {
    bySid.delete(message.sid);
    const same = byTo.get(message.to);
    same?.delete(message);
    if (same?.size === 0) byTo.delete(message.to);
  };

  const makeRoom = () => {
    const enough = Math.ceil(limit / share);
    const oldest: Message[] = [];
    const over: Message[] = [];
    for (const message of bySid.values()) {
      oldest.push(message);
      if (message.settled) over.push(message);
      if (over.length === enough || oldest.length === 2 * enough) break;
    }
    for (const message of over.length ? over : oldest.slice(0, enough)) forget(message);
  };

  return {
    add: (message: Message): void => {
      bySid.set(message.sid, message);
      const same = byTo.get(message.to);
      if (same) same.add(message);
      else byTo.set(message.to, new Set([message]));
      if (bySid.size > limit) makeRoom();
    },
    get: (sid: string): Message | undefined => bySid.get(sid),
    remove: forget,
    /** Returns all messages, or all to one address. */
    newestFirst: (to?: string): Message[] => [...(to ? (byTo.get(to) ?? []) : bySid.values())].toReversed(),
    oldestFirst: (): Iterable<Message> => bySid.values(),
    size: (): number => bySid.size,
  };
};
export type MessageLog = ReturnType<typeof makeMessageLog>;

export const errorText = (code: number): string => errorTexts[code] ?? 'Unknown error';

/** Explains the error codes of messages that were accepted but not delivered. */
const errorTexts: Record<number, string> = {
  11200: 'A media URL could not be read',
  12300: 'A media URL has an invalid Content-Type',
  21610: 'The recipient opted out of messages from this sender',
  30001: 'The queue overflowed',
  30002: 'The account was suspended',
  30003: 'The handset cannot be reached',
  30004: 'The message was blocked',
  30005: 'The handset is unknown',
  30006: 'A landline, or a carrier that cannot be reached',
  30007: 'Filtered by the carrier',
  30008: 'An unknown error at the carrier',
  30017: 'The carrier is congested',
  30019: 'The media is too big',
  30022: 'The rate at the carrier was exceeded',
  30036: 'The validity period ran out',
  30410: 'The provider timed out',
  30500: 'An internal error',
  63003: 'The channel has nobody at this address',
  63005: 'The channel did not take the content',
  63012: 'An internal error at the channel',
  63013: 'Against the policy of the channel',
  63014: 'The recipient blocked the sender',
  63016: 'Free-form text outside the service window',
  63018: 'The rate limit of the channel was exceeded',
  63019: 'The media could not be downloaded',
  63021: 'The channel found the content invalid',
  63024: 'The recipient cannot receive messages on the channel',
  63026: 'The sender was flagged',
  63028: 'The number of variables does not fit the template',
  63032: 'The channel withholds messages from this recipient',
  63033: 'The recipient blocked the business',
  63034: 'The media is too big for the channel',
  63040: 'The template was rejected',
  63041: 'The template is paused',
  63042: 'The template is disabled',
  63049: 'The channel chose not to deliver a marketing message',
};
