import type { SendingWindow } from '@recado/contract';
import { zonesOfNumber } from '../sending-window/zones-of-number.ts';
import { openingsOf } from './openings.ts';

/** Whoever tells nothing of where he lives. */
const somewhere = ['UTC'];

/**
 * When a window is open next for the person of an E.164 number; `from` is now when it is open. `undefined`: not within a
 * year.
 */
export const nextOpeningFor = (
  e164: string,
  window: SendingWindow,
  now: Date,
): { from: Date; until: Date } | undefined => {
  for (const { start, end } of openingsOf(window, zonesOfNumber(e164) ?? somewhere, now))
    return { from: new Date(start), until: new Date(end) };
  return undefined;
};
