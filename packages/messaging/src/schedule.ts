import type { SendMessage } from '@recado/contract';
import { refuseField } from './errors.ts';

const hour = 3_600_000;
const patience = hour;
const horizon = 366 * 24 * hour;

type Wish = Pick<SendMessage, 'send_at' | 'valid_for'>;

/** When a message may leave and until when it is worth sending. `valid_for` counts from the time it may leave. */
export const scheduleOf = (wish: Wish, now: Date): { sendAt?: Date; validUntil?: Date } => {
  const sendAt = wish.send_at === undefined ? undefined : new Date(wish.send_at);
  if (sendAt && sendAt.getTime() < now.getTime() - patience)
    throw refuseField('send_at', 'in_the_past', 'is more than an hour ago');
  if (sendAt && sendAt.getTime() > now.getTime() + horizon)
    throw refuseField('send_at', 'too_far', 'is more than a year ahead');
  const from = Math.max(now.getTime(), sendAt?.getTime() ?? 0);
  return {
    ...(sendAt && { sendAt }),
    ...(wish.valid_for !== undefined && { validUntil: new Date(from + wish.valid_for * 1000) }),
  };
};
