import { catchUpInbound } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

/** Takes in what people sent while no API answered Twilio. */
export const readInbound = (
  { clock, store, twilio, producer }: Context,
  log: Logger,
): ((signal: AbortSignal) => Promise<void>) => {
  const deps = {
    ...store,
    clock,
    log,
    listInboundAtTwilio: twilio.listInbound,
    enqueueSoon: producer.enqueueSoon,
  };
  return (signal) => catchUpInbound(deps, signal);
};
