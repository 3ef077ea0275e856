import { settlePrices as settle } from '@recado/messaging';
import type { Context } from '../context.ts';
import { untilNone } from './until-none.ts';

/** Finds out what messages cost. */
export const settlePrices = ({ clock, store, twilio }: Context): (() => Promise<void>) => {
  const { fetchPrice, listPrices } = twilio;
  return () => untilNone(() => settle({ ...store, clock, fetchPrice, listPrices }));
};
