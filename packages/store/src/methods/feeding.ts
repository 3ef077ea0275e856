import type { Kysely } from 'kysely';
import { completeCampaigns } from '../campaigns/complete-campaigns.ts';
import { foldDeltas } from '../campaigns/fold-deltas.ts';
import { findHungry } from '../feeding/find-hungry.ts';
import { forgetReached } from '../feeding/forget-reached.ts';
import { makeFeeding } from '../feeding/feeding.ts';
import type { Schema } from '../schema.ts';
import type { BlindIndex } from '../sealing/blind-index.ts';
import type { Sealer } from '../sealing/sealer.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** What brings campaigns' audiences into the queues, and counts what becomes of them. */
export const feedingMethods = (deps: Deps) => ({
  findHungry: () => findHungry(deps.kysely),
  feeding: makeFeeding(deps),
  completeCampaigns: (at: Date) => completeCampaigns(deps.kysely, at),
  forgetReached: (at: Date, limit: number) => forgetReached(deps.kysely, at, limit),
  foldDeltas: (limit: number) => foldDeltas(deps.kysely, limit),
});
