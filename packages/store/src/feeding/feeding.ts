import type { Feeding } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import type { BlindIndex } from '../sealing/blind-index.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { countQueued } from './count-queued.ts';
import { feedNext } from './feed-next.ts';
import { findLines } from './find-lines.ts';
import { holdBudget, holdDay } from './hold-budget.ts';
import { pauseWhenSent } from './pause-when-sent.ts';
import { recordCampaignConsent } from './record-campaign-consent.ts';
import { releaseParked } from './release-parked.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

const feedingOf = ({ kysely: db, sealer, indexOf }: Deps, senderId: string): Feeding => ({
  countQueued: () => countQueued(db, senderId),
  findLines: () => findLines(db, senderId),
  holdBudget: (campaignId, at) => holdBudget(db, campaignId, at),
  releaseParked: (wish) => releaseParked(db, senderId, wish),
  feedNext: (wish) => feedNext(db, senderId, wish),
  recordConsent: (messageIds, at) => recordCampaignConsent({ db, sealer, indexOf }, messageIds, at),
  pauseWhenSent: (campaignId, reason, at) => pauseWhenSent(db, campaignId, { reason, at }),
});

/** Runs the work in a transaction in which nobody else feeds this sender; `undefined` when somebody does. */
export const makeFeeding =
  (deps: Deps) =>
  <T>(senderId: string, work: (feed: Feeding) => Promise<T>): Promise<T | undefined> =>
    deps.kysely.transaction().execute(async (trx) => {
      const { rows } = await sql<{ taken: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${`feed:${senderId}`}, 0)) as taken`.execute(trx);
      if (!rows[0]?.taken) return undefined;
      await holdDay(trx);
      return work(feedingOf({ ...deps, kysely: trx }, senderId));
    });
