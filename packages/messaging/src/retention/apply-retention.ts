import type { AccountSettings } from '../settings/settings.ts';
import type { Expiry, Kept } from './retention.ts';

type Deps = {
  clock: () => Date;
  findSettings: () => Promise<Pick<AccountSettings, 'retentionDays'>>;
  /**
   * Empties or deletes the next of a kind in one short commit, and gives how many it looked at: none when there are no
   * more for now, or when somebody else is at them.
   */
  expireNext: (expiry: Expiry) => Promise<number>;
};

const dayMs = 24 * 3_600_000;
const limit = 1_000;
/** Of each kind at a time: a pile of years is worked off over hours, beside the sending. */
const batches = 10;

/** Text goes before numbers, by which it is found, and before events, which know its copies at Twilio. */
const order: readonly Kept[] = ['content', 'numbers', 'events', 'inbound', 'audit'];

const expire = async (deps: Deps, expiry: Omit<Expiry, 'limit'>, signal: AbortSignal): Promise<number> => {
  let looked = 0;
  for (let batch = 0; batch < batches && !signal.aborted; batch += 1) {
    const seen = await deps.expireNext({ ...expiry, limit });
    if (!seen) break;
    looked += seen;
  }
  return looked;
};

/** Lets go of what is older than it may become. Gives how much of each kind was looked at. */
export const applyRetention = async (deps: Deps, signal: AbortSignal): Promise<Partial<Record<Kept, number>>> => {
  const { retentionDays } = await deps.findSettings();
  const at = deps.clock();
  const looked: Partial<Record<Kept, number>> = {};
  for (const kind of order) {
    const days = retentionDays[kind];
    if (days === null) continue;
    const before = new Date(at.getTime() - days * dayMs);
    const seen = await expire(deps, { kind, before, at }, signal);
    if (seen) looked[kind] = seen;
  }
  return looked;
};
