import { advanceVerification, applyRetention, eraseAtTwilio } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import type { TaskRun } from './scheduler.ts';

/** Empties and deletes what is older than the settings let it become. */
export const retain =
  ({ clock, store }: Pick<Context, 'clock' | 'store'>, log: Logger): ((signal: AbortSignal) => Promise<void>) =>
  async (signal) => {
    const looked = await applyRetention({ ...store, clock }, signal);
    if (Object.keys(looked).length) log.debug({ looked }, 'Retention task ran: see the field looked');
  };

type Deps = Pick<Context, 'clock' | 'store'> & { twilio: Pick<Context['twilio'], 'eraseAtTwilio'> };

/** Deletes Twilio's copies of data that was deleted here, as far as the settings say. */
export const eraseCopies =
  ({ clock, store, twilio }: Deps, log: Logger): (() => Promise<void>) =>
  async () => {
    const { asked, putOff } = await eraseAtTwilio({ ...store, clock, eraseAtTwilio: twilio.eraseAtTwilio });
    if (asked) log.debug({ asked, put_off: putOff }, 'Messages erased at Twilio');
  };

/** Verifies the consent ledger, the new entries every minute and the whole once a day. */
export const verifyLedger =
  ({ store }: Pick<Context, 'store'>): TaskRun =>
  (signal, works) =>
    advanceVerification(store, signal, works);
