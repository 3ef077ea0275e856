import type { SendingWindow } from '@recado/contract';
import { refuseField } from './errors.ts';
import { nextOpeningFor } from './window/next-opening-for.ts';

type Schedule = { sendAt?: Date; validUntil?: Date };

/** `dueAt` is when it may leave, if it has to wait; `windowUntil` until when, or it waits for the next day. */
type WithinHours = Schedule & { dueAt?: Date; windowUntil: Date };

type Marketing = { to: string; window: SendingWindow; now: Date };

/**
 * Moves marketing into the hours for it where its person lives. How long it is worth sending counts from then. Throws a
 * Refusal when there are no such hours.
 */
export const withinMarketingHours = (schedule: Schedule, { to, window, now }: Marketing): WithinHours => {
  const wished = schedule.sendAt && schedule.sendAt > now ? schedule.sendAt : now;
  const opening = nextOpeningFor(to, window, wished);
  if (!opening) throw refuseField('to', 'never_opens', 'lives where the hours for marketing never come');
  const { validUntil } = schedule;
  const waitMs = opening.from.getTime() - wished.getTime();
  return {
    ...schedule,
    ...(validUntil && { validUntil: new Date(validUntil.getTime() + waitMs) }),
    ...(waitMs > 0 && { dueAt: opening.from }),
    windowUntil: opening.until,
  };
};
