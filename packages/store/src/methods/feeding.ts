import type { Kysely } from 'kysely';
import { completeCampaigns } from '../campaigns/complete-campaigns.ts';
import { foldDeltas } from '../campaigns/counters.ts';
import { makeFeeding } from '../campaigns/feed.ts';
import { forgetReached } from '../campaigns/reached-people.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { findHungry } from '../feeding/find-hungry.ts';
import type { Schema } from '../schema/index.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** What brings campaigns' audiences into the queues, and counts what becomes of them. */
export const feedingMethods = (deps: Deps) => ({
  findHungry: () => findHungry(deps.kysely),
  feeding: makeFeeding(deps),
  completeCampaigns: (at: Date) => completeCampaigns(deps.kysely, at),
  forgetReached: (at: Date, limit: number) => forgetReached(deps.kysely, at, limit),
  foldDeltas: (limit: number) => foldDeltas(deps.kysely, limit),
});
