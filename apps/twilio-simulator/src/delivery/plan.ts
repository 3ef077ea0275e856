import { channelOf, formatAddress, type Channel } from '../messages/create-form.ts';
import type { Message, Status } from '../messages/message.ts';
import { goodSender } from '../refusals/rules.ts';

/** `afterMs` counts from the step before. */
export type Step = { status: Status; afterMs: number; errorCode?: number };

const paths: Record<Channel, Status[]> = {
  sms: ['queued', 'sending', 'sent', 'delivered'],
  whatsapp: ['queued', 'sent', 'delivered', 'read'],
};

export type PlanRequest = {
  channel: Channel;
  /** The status that the create call answered; its own step is not planned. */
  initial: Status;
  deliveryPlan: DeliveryPlan;
  validityMs: number;
  /** Returns the duration of the next step, in milliseconds. */
  stepMs: () => number;
  isRead: () => boolean;
};

/** Plans all steps of a message, from the queue on. */
export const plan = ({ channel, initial, deliveryPlan, validityMs, stepMs, isRead }: PlanRequest): Step[] => {
  const ordinary = channel === 'whatsapp' && isRead() ? 'read' : 'delivered';
  const statuses = statusesOf(paths[channel], deliveryPlan.end === 'ordinary' ? ordinary : deliveryPlan.end);
  const steps = statuses.slice(initial === 'queued' ? 1 : 0).map((status): Step => {
    const afterMs = stepMs() * (deliveryPlan.pace ?? 1);
    const isEnd = status === 'failed' || status === 'undelivered';
    return {
      status,
      afterMs,
      ...(isEnd && deliveryPlan.errorCode !== undefined && { errorCode: deliveryPlan.errorCode }),
    };
  });
  return withinValidity(steps, validityMs);
};

const upTo = (path: Status[], last: Status) => path.slice(0, path.indexOf(last) + 1);

const statusesOf = (path: Status[], end: Exclude<DeliveryPlan['end'], 'ordinary'>): Status[] => {
  if (end === 'failed') return [...upTo(path, 'sent').slice(0, -1), 'failed'];
  if (end === 'undelivered') return [...upTo(path, 'sent'), 'undelivered'];
  return path.includes(end) ? upTo(path, end) : path;
};

/** A message that is not sent within its validity fails at the end of it. */
const withinValidity = (steps: Step[], validityMs: number): Step[] => {
  let elapsed = 0;
  const inTime: Step[] = [];
  for (const step of steps) {
    if (elapsed + step.afterMs > validityMs) break;
    elapsed += step.afterMs;
    inTime.push(step);
    if (step.status === 'sent' || step.status === 'failed') return steps;
  }
  return [...inTime, { status: 'failed', afterMs: validityMs - elapsed, errorCode: 30036 }];
};

/** Describes the course of an accepted message. */
export type DeliveryPlan = {
  /** The last status it reaches; `ordinary` is delivered, and on WhatsApp sometimes read. */
  end: 'ordinary' | 'queued' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed';
  errorCode?: number;
  /** Factor by which each step takes longer than usual. */
  pace?: number;
};

export const deliveryPlanOf = (to: string): DeliveryPlan => {
  const [, isWhatsapp, mark = ''] = marked.exec(to) ?? [];
  const deliveryPlan = plans.get(mark) ?? ordinaryPlan;
  return (deliveryPlan.errorCode ?? 0) >= 63_000 && !isWhatsapp ? ordinaryPlan : deliveryPlan;
};

/** A `failed` message never left Twilio; an `undelivered` one left and came back. */
const failed = (...codes: number[]) => codes.map((errorCode): DeliveryPlan => ({ end: 'failed', errorCode }));
const undelivered = (...codes: number[]) => codes.map((errorCode): DeliveryPlan => ({ end: 'undelivered', errorCode }));

const failures = [
  ...failed(11200, 12300, 30001, 30002, 30019, 30022, 30036, 30410, 30500, 63018, 63026, 63028, 63040, 63041, 63042),
  ...undelivered(30003, 30004, 30005, 30006, 30007, 30008, 30017),
  ...undelivered(63003, 63005, 63012, 63013, 63014, 63016, 63019, 63021, 63024, 63032, 63033, 63034, 63049),
];

/** No error code starts with 1: these are for what is no failure. */
const others: Record<string, DeliveryPlan> = {
  10001: { end: 'sent' },
  10002: { end: 'queued' },
  10003: { end: 'ordinary', pace: 10 },
  10004: { end: 'delivered' },
  10005: { end: 'read' },
};

const plans = new Map<string, DeliveryPlan>([
  ...failures.map((deliveryPlan) => [String(deliveryPlan.errorCode), deliveryPlan] as const),
  ...Object.entries(others),
]);

/**
 * Chooses the course of a message by its number, if that ends in 55 and one of these codes: +5511905563024 ends
 * undelivered with 63024. Valid Brazilian and US numbers can end like this, but consecutive numbers rarely do. Codes from
 * 63000 on are WhatsApp's and have no effect on SMS.
 */
const marked = /^(whatsapp:)?.*55(\d{5})$/;

const ordinaryPlan: DeliveryPlan = { end: 'ordinary' };

/** Prices in US dollars: per segment for SMS, per message for WhatsApp, without Meta's own fee. */
const perSegment = 0.0083;
const perWhatsApp = 0.005;

/** Twilio's price is negative. It does not bill a message that never left, or an undelivered WhatsApp message. */
export const priceOf = ({ to, status, numSegments, sentAt }: Message): string | null => {
  if (sentAt === null) return null;
  if (channelOf(to) === 'sms') return (-perSegment * numSegments).toFixed(5);
  return status === 'undelivered' ? null : (-perWhatsApp).toFixed(5);
};

/** Chooses the sender of a Messaging Service: always the same for one recipient. */
export const makeSenderPool = (senders: ReadonlySet<string>) => {
  const pools = { sms: [] as string[], whatsapp: [] as string[] };
  for (const sender of senders) pools[channelOf(sender)].push(sender);
  return (to: string): string => {
    const channel = channelOf(to);
    const pool = pools[channel];
    return pool[Number(to.slice(-3)) % pool.length] ?? formatAddress({ channel, number: goodSender });
  };
};
