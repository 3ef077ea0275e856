import { errorText } from '../delivery/error-texts.ts';
import { rfc2822 } from '../http/format.ts';

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
  /** Absent for `outbound-api`. */
  readonly direction?: 'inbound';
  /** null until a Messaging Service has chosen a sender. */
  from: string | null;
  readonly messagingServiceSid: string | null;
  body: string;
  readonly contentSid: string | null;
  readonly numMedia: number;
  /** 0 until a sender is known. */
  numSegments: number;
  status: Status;
  errorCode: number | null;
  /** A negative decimal, in USD. */
  price: string | null;
  readonly createdAt: number;
  updatedAt: number;
  sentAt: number | null;
  /** Seconds. */
  readonly validityPeriod: number;
  readonly sendAt: number | null;
  readonly statusCallback: string | null;
  /** True once the status cannot change any more. */
  settled: boolean;
};

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
