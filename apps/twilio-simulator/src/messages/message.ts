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
  | 'canceled';

/** A message as the account has it. Times are epoch milliseconds; addresses carry their channel's prefix. */
export type Message = {
  readonly sid: string;
  /** Its place in the order of creation, from 1. */
  readonly sequence: number;
  readonly to: string;
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
  /** Nothing will change its status any more. */
  settled: boolean;
};

const final = new Set<Status>(['delivered', 'read', 'undelivered', 'failed', 'canceled']);

export const isFinal = (status: Status): boolean => final.has(status);
