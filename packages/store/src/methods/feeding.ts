import type { Kysely } from 'kysely';
import { completeCampaigns } from '../campaigns/complete-campaigns.ts';
import { foldDeltas } from '../campaigns/fold-deltas.ts';
import { findHungry } from '../feeding/find-hungry.ts';
import { forgetReached } from '../feeding/forget-reached.ts';
import { makeFeeding } from '../feeding/feeding.ts';
import type { Schema } from '../schema.ts';
import type { Sealer } from '../sealing/sealer.ts';

/** What brings campaigns' audiences into the queues, and counts what becomes of them. */
export const feedingMethods = ({ kysely: db, sealer }: { kysely: Kysely<Schema>; sealer: Sealer }) => ({
  findHungry: () => findHungry(db),
  feeding: makeFeeding({ kysely: db, sealer }),
  completeCampaigns: (at: Date) => completeCampaigns(db, at),
  forgetReached: (at: Date, limit: number) => forgetReached(db, at, limit),
  foldDeltas: (limit: number) => foldDeltas(db, limit),
});
