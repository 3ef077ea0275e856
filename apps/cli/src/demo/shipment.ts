import type { Message, Status } from '@recado/contract';
import type { MessageRequest } from '../api/client.ts';

/** One message of the demo and how it is to end. */
export type Shipment = {
  /** What it shows, as the table names it. */
  label: string;
  request: MessageRequest;
  /** Whether to take it back once it was accepted. */
  cancel: boolean;
  expected: { status: Status; errorCode?: number };
};

const ends = new Set<Status>(['delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled']);

/** Whether nothing more is to come for it. */
export const hasEnded = (message: Message): boolean => ends.has(message.status);

const leftInTime = ({ send_at: sendAt, sent_at: sentAt }: Message): boolean =>
  sendAt === undefined || sentAt === undefined || Date.parse(sentAt) >= Date.parse(sendAt);

/** Whether a message ended as it should: its status, Twilio's code, and not before its time. */
export const endedAsExpected = ({ expected }: Shipment, message: Message): boolean =>
  message.status === expected.status && message.error?.code === expected.errorCode && leftInTime(message);
