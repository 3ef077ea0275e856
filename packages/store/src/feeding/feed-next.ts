import type { Fed, FeedWish } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { feedRecipients } from '../campaigns/feed-recipients.ts';
import { enqueueingOfRow } from '../rows/enqueueing.ts';
import type { Schema } from '../schema/index.ts';

const atOnce = 1_000;
/** A large audience has many people in each slot, a small one has them in many slots: it is found out by looking at ever more. */
const spans = [1, 1, 4, 16, 64];

/** Feeds the next people of a sender's cursor: as many as are wished for, fewer when that is all, or too many for one batch. */
export const feedNext = async (db: Kysely<Schema>, senderId: string, wish: FeedWish): Promise<Fed> => {
  const fed: Fed = { jobs: [], units: 0, people: 0, isOver: false, isBeyondBudget: false };
  let { budgetLeft } = wish;
  for (const span of spans) {
    const units = wish.units - fed.units;
    const limit = Math.min(units, atOnce - fed.people);
    if (limit <= 0 || fed.isOver || fed.isBeyondBudget) break;
    const step = await feedRecipients(db, {
      ...wish,
      ...(budgetLeft !== undefined && { budgetLeft }),
      senderId,
      units,
      span,
      limit,
    });
    fed.jobs.push(...step.moved.map(enqueueingOfRow));
    fed.units += step.units;
    fed.people += step.people;
    fed.isOver = step.is_over;
    fed.isBeyondBudget = step.beyond_budget;
    budgetLeft = step.budget_left ?? undefined;
  }
  return { ...fed, ...(budgetLeft !== undefined && { budgetLeft }) };
};
