import type { Random } from './random.ts';

/** A message that the shop wants sent. */
export type Order = {
  /** Its Idempotency-Key. */
  key: string;
  /** Milliseconds from the start at which it is asked for. */
  atMs: number;
  body: Record<string, unknown>;
};

const people = 300;
const longText = 'Seu pedido saiu do nosso depósito e chega até o fim do dia. '.repeat(3);

/**
 * Numbers that decide at the Twilio simulator: some are refused at once, others are accepted and not delivered. None
 * reports an opt-out, because the next order for that person would not even be accepted.
 */
const refused = ['+15005550001', '+15005550002'] as const;
const undelivered = ['+5511905530003', '+5511905530005', '+5511905563024'] as const;

const recipient = (random: Random): string => {
  const chance = random.next();
  if (chance < 0.01) return random.pick(refused);
  if (chance < 0.05) return random.pick(undelivered);
  return `+5511987${String(Math.floor(random.next() * people)).padStart(6, '0')}`;
};

type Kind = (orderId: string) => object;

/** Numbers of orders are not padded: one is often part of another's. */
const kinds: [Kind, ...Kind[]] = [
  (order_id: string) => ({ template: 'order_confirmation', variables: { order_id } }),
  (order_id: string) => ({ template: 'order_status', variables: { order_id, status: 'pronto' } }),
  (order_id: string) => ({ template: 'order_confirmation', channel: 'sms', variables: { order_id } }),
  (order_id: string) => ({ sender: 'texts', body: `Pedido ${order_id}: ${longText}` }),
  (order_id: string) => ({ sender: 'pool', body: `Seu pedido ${order_id} chegou.` }),
];

const shareScheduled = 0.15;

const schedule = (random: Random, at: number) =>
  random.next() < shareScheduled ? { send_at: new Date(at + random.between(1_000, 8_000)).toISOString() } : {};

/** `startAt` is by the clock of the machine, like the times at which messages are to be sent. */
type Plan = { count: number; overMs: number; random: Random; startAt: number };

/** All that is asked for, in the order of time, evenly. */
export const makeOrders = ({ count, overMs, random, startAt }: Plan): Order[] =>
  Array.from({ length: count }, (_, index) => {
    const key = `order-${index + 1}`;
    const atMs = (index * overMs) / count;
    const content = random.pick(kinds)(String(index + 1));
    const body = { to: recipient(random), ...content, ...schedule(random, startAt + atMs), reference: key };
    return { key, atMs, body };
  });
