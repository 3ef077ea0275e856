import type { Feeding } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { countQueued } from '../feeding/count-queued.ts';
import { feedNext } from '../feeding/feed-next.ts';
import { holdBudget, holdDay } from '../feeding/hold-budget.ts';
import { pauseWhenSent } from '../feeding/pause-when-sent.ts';
import type { Schema } from '../schema/index.ts';
import { recordCampaignConsent } from './consent.ts';
import { findLines } from './feed-backlog.ts';
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
