import {
  RetryableStatus,
  type Category,
  type Channel,
  type EventType,
  type Metadata,
  type Status,
} from '@recado/contract';

/** A message's content, as it was accepted. A template's text is looked up when the message is sent. */
export type Content =
  | { kind: 'template'; name: string; language: string; variables: Record<string, string> }
  /** With media, the text may be empty. */
  | { kind: 'body'; body: string; media?: string[] };

/** Describes the fallback SMS of a WhatsApp message. Its number is the message's. */
export type NewFallback = {
  /** The id of the message that it becomes. */
  id: string;
  senderId: string;
  content: Content;
  segments?: number;
  /** Seconds from when Twilio has the message until it has to be delivered. */
  after?: number;
  /** Seconds for which the SMS is worth sending. */
  validFor?: number;
};

/** Describes a message on its way into the record. `to` is E.164. */
export type NewMessage = {
  id: string;
  senderId: string;
  channel: Channel;
  category: Category;
  to: string;
  /** The country of the number, by which a message has its expected price. */
  country?: string;
  content: Content;
  /** Counts the segments of an SMS: its share of the sender's rate. */
  segments?: number;
  reference?: string;
  metadata?: Metadata;
  /** The API key of the request, by which volumes are reported. */
  apiKeyId?: string;
  createdAt: Date;
  sendAt?: Date;
  /** A marketing message has an earliest time, and an end of its allowed hours. */
  dueAt?: Date;
  windowUntil?: Date;
  validUntil?: Date;
  fallback?: NewFallback;
  /** The span that creates it, if it is sampled: 25 bytes. */
  trace?: Buffer;
};

export type Enqueueing = {
  messageId: string;
  senderId: string;
  at?: Date;
  /** Counts its share of the sender's rate: an SMS's segments, 1 by default. */
  segments?: number;
  /** A campaign's messages go after all others of their sender. */
  lane?: 'campaign';
};

/** A message as the record holds it, its sealed columns opened. */
export type RecordedMessage = {
  id: string;
  status: Status;
  reason?: string;
  /** A message with an unknown outcome waits since this time. */
  waitingSince?: Date;
  senderId: string;
  channel: Channel;
  category: Category;
  /** E.164; missing once it was erased. */
  to?: string;
  templateName?: string;
  templateLanguage?: string;
  reference?: string;
  metadata?: Metadata;
  campaignId?: string;
  attempts: number;
  /** Counts the attempts before an operator's retry. */
  attemptsBefore?: number;
  twilioSid?: string;
  errorCode?: number;
  errorMessage?: string;
  segments?: number;
  price?: { amount: string; currency: string };
  createdAt: Date;
  sendAt?: Date;
  validUntil?: Date;
  sentAt?: Date;
  deliveredAt?: Date;
  readAt?: Date;
  /** Its SMS; without a status as long as that is not needed. */
  fallback?: { id: string; status?: Status };
  /** The WhatsApp message that an SMS replaces. */
  fallbackFor?: string;
};

/** One thing that happened to a message, as the record holds it. */
export type RecordedEvent = {
  at: Date;
  type: EventType;
  status?: string;
  attempt?: number;
  twilioSid?: string;
  errorCode?: number;
  detail?: string;
};

/**
 * The statuses that may follow each status. Every statement that moves a message keeps to this table: the databases of the
 * tests refuse other moves.
 *
 * - Callbacks come late, twice and in any order, so a status only moves forward. A final status stays, until a retry.
 * - `sending` goes back to `accepted` only when nothing was sent.
 * - A callback may find a message still `accepted` or `sending`: Twilio's answer was lost, but its callback was not.
 * - Two moves go back and are not in the table. A retry begins again. A message whose SID belongs to another message is
 *   `sending` again, because its outcome is unknown.
 */
export const legalMoves: Record<Status, readonly Status[]> = {
  accepted: ['sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled'],
  sending: ['accepted', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled'],
  sent: ['delivered', 'read', 'undelivered', 'failed', 'canceled'],
  delivered: ['read'],
  read: [],
  undelivered: [],
  failed: [],
  suppressed: [],
  expired: [],
  canceled: [],
};

/** The statuses from which a retry begins again. */
export const retryableStatuses: readonly Status[] = RetryableStatus.options;

export const canMove = (from: Status, to: Status): boolean => legalMoves[from].includes(to);

/** The statuses from which `to` may be reached. An UPDATE must find one of them for the move to happen. */
export const sourcesOf = (to: Status): Status[] =>
  (Object.keys(legalMoves) as Status[]).filter((from) => canMove(from, to));

/** Numbers that decide at the claim whether a message leaves now. */
export const claimRules = {
  /** Seconds between two marketing messages to one person: WhatsApp's rate for a pair of numbers. */
  pairSeconds: 6,
  /** Times of marketing messages that are kept for each person. A frequency cap counts no more than these. */
  keptTimes: 100,
  /**
   * Seconds after which a message that waits for its sender's daily limit is claimed again: at least and at most. The limit
   * may be raised at any time.
   */
  limitWaitSeconds: { least: 60, most: 600 },
} as const;

/** The error that is recorded for free text outside WhatsApp's 24 hours, as if the provider had refused it. */
export type ServiceWindowError = { code: number; message: string };

/** Such a message has this reason. */
export const outsideServiceWindow = 'outside_service_window';
