import { sequencedSid } from '../../src/http/answer.ts';
import type { Message } from '../../src/messages/message.ts';

/** A queued SMS, with what a test needs otherwise. */
export const aMessage = (changes: Partial<Message> = {}): Message => ({
  sid: sequencedSid('SM', changes.sequence ?? 1),
  sequence: 1,
  to: '+5511988887777',
  from: '+15005550006',
  messagingServiceSid: null,
  body: 'oi',
  contentSid: null,
  media: [],
  numSegments: 1,
  status: 'queued',
  errorCode: null,
  price: null,
  createdAt: 0,
  updatedAt: 0,
  sentAt: null,
  validityPeriod: 36_000,
  sendAt: null,
  statusCallback: null,
  settled: false,
  ...changes,
});
