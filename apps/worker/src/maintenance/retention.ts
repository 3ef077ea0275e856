import { applyRetention } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

/** Empties and deletes what is older than the settings let it become. */
export const retain =
  ({ clock, store }: Pick<Context, 'clock' | 'store'>, log: Logger): ((signal: AbortSignal) => Promise<void>) =>
  async (signal) => {
    const looked = await applyRetention({ ...store, clock }, signal);
    if (Object.keys(looked).length) log.debug({ looked }, 'what is too old is let go of');
  };
