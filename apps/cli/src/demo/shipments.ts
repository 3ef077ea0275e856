import type { SendMessage } from '@recado/client';
import type { Message, Status } from '@recado/contract';

const people = 200;
const delivered = { status: 'delivered' } as const;
const shortlyMs = 4_000;
const farMs = 86_400_000;

/** Twilio and the simulator call this number invalid. */
const refusedNumber = '+15005550001';

/** Plans the messages of the demo, in the order of sending. */
export const planShipments = (now: Date): Shipment[] => [
  ...exceptions(now),
  ...toEveryone('order_confirmation', (person) => ({ order_id: String(1000 + person) })),
  ...toEveryone('order_status', (person) => ({ order_id: String(1000 + person), status: 'enviado' })),
  ...toEveryone('promotion', () => ({ discount: '15' })),
];

/** Returns consecutive mobile numbers of São Paulo, from +55 11 98765-0000 on. */
const numberOf = (person: number): string => `+55119${87_650_000 + person}`;

const toEveryone = (label: string, variables: (person: number) => Record<string, string>): Shipment[] =>
  Array.from({ length: people }, (_, person) => ({
    label,
    request: { to: numberOf(person), template: label, variables: variables(person) },
    cancel: false,
    expected: delivered,
  }));

const confirmation = (to: string, order: number) => ({
  to,
  template: 'order_confirmation',
  variables: { order_id: String(order) },
});

const inTime = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** Plans one message for each case that differs from an immediate delivery. */
const exceptions = (now: Date): Shipment[] => [
  {
    label: 'to a number that Twilio refuses (21211)',
    request: confirmation(refusedNumber, 9001),
    cancel: false,
    expected: { status: 'failed', errorCode: 21_211 },
  },
  {
    label: 'canceled a day before its time',
    request: { ...confirmation(numberOf(people), 9002), send_at: inTime(now, farMs) },
    cancel: true,
    expected: { status: 'canceled' },
  },
  {
    label: `scheduled ${shortlyMs / 1000} s ahead, not sent before`,
    request: { ...confirmation(numberOf(people + 1), 9003), send_at: inTime(now, shortlyMs) },
    cancel: false,
    expected: delivered,
  },
];

/** Describes one message of the demo and its expected end. */
export type Shipment = {
  /** This is the label of the row in the table. */
  label: string;
  request: SendMessage;
  /** True if the demo cancels the message after it was accepted. */
  cancel: boolean;
  expected: { status: Status; errorCode?: number };
};

const ends = new Set<Status>(['delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled']);

/** Checks that the status is final for the demo. */
export const hasEnded = (message: Message): boolean => ends.has(message.status);

/** Checks the status, Twilio's code, and that the message was not sent before its time. */
export const endedAsExpected = ({ expected }: Shipment, message: Message): boolean =>
  message.status === expected.status && message.error?.code === expected.errorCode && leftInTime(message);

const leftInTime = ({ send_at: sendAt, sent_at: sentAt }: Message): boolean =>
  sendAt === undefined || sentAt === undefined || Date.parse(sentAt) >= Date.parse(sendAt);
