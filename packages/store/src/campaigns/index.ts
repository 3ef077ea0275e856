import type { RetriedMessages } from '@recado/contract';
import type {
  CampaignFilter,
  CampaignTally,
  Changing,
  IdempotencyKey,
  Launching,
  NewCampaign,
  NewCampaignEvent,
  Watched,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import { findEstimateBasis } from '../audience/estimate.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import {
  findCampaign,
  findCampaignHistory,
  findDueCampaigns,
  findPriceCurrency,
  insertCampaign,
  listCampaigns,
  noteCampaignEvent,
} from './campaigns.ts';
import { cancelAccepted, cancelUnfed, findUndrained } from './cancel.ts';
import { changeCampaign, launchCampaign, pauseCampaign, type CampaignPause } from './change.ts';
import { foldDeltas } from './counters.ts';
import { findWatched, moveWatch } from './failure-guard.ts';
import { findHungry } from './feed-backlog.ts';
import { makeFeeding } from './feed.ts';
import { findCampaignAnswer, keepRetryAnswer, takeRetryKey } from './idempotency.ts';
import { completeCampaigns } from './progress.ts';
import { forgetReached } from './reached-people.ts';

/** Campaigns: how they are set up, and where they stand. */
export const campaignMethods = (db: Kysely<Schema>) => ({
  insertCampaign: (campaign: NewCampaign) => insertCampaign(db, campaign),
  changeCampaign: (changing: Changing) => changeCampaign(db, changing),
  launchCampaign: (launching: Launching) => launchCampaign(db, launching),
  pauseCampaign: (id: string, pause: CampaignPause) => pauseCampaign(db, id, pause),
  findCampaign: (id: string) => findCampaign(db, id),
  findCampaignHistory: (id: string) => findCampaignHistory(db, id),
  findCampaignAnswer: (key: IdempotencyKey) => findCampaignAnswer(db, key),
  listCampaigns: (filter: CampaignFilter) => listCampaigns(db, filter),
  noteCampaignEvent: (id: string, event: NewCampaignEvent) => noteCampaignEvent(db, id, event),
  findEstimateBasis: (id: string) => findEstimateBasis(db, id),
  findPriceCurrency: () => findPriceCurrency(db),

  takeRetryKey: (key: IdempotencyKey) => takeRetryKey(db, key),
  keepRetryAnswer: (key: IdempotencyKey, answer: RetriedMessages) => keepRetryAnswer(db, key, answer),

  findDueCampaigns: (at: Date) => findDueCampaigns(db, at),
  findUndrained: (at: Date) => findUndrained(db, at),
  cancelAccepted: (id: string, at: Date, limit: number) => cancelAccepted(db, id, at, limit),
  cancelUnfed: (id: string, at: Date, limit: number) => cancelUnfed(db, id, at, limit),
  findWatched: () => findWatched(db),
  moveWatch: (watched: Watched, base: CampaignTally, at: Date) => moveWatch(db, watched, base, at),
});

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Feeds campaigns' audiences to the queues and counts the outcomes. */
export const feedingMethods = (deps: Deps) => ({
  findHungry: () => findHungry(deps.kysely),
  feeding: makeFeeding(deps),
  completeCampaigns: (at: Date) => completeCampaigns(deps.kysely, at),
  forgetReached: (at: Date, limit: number) => forgetReached(deps.kysely, at, limit),
  foldDeltas: (limit: number) => foldDeltas(deps.kysely, limit),
});
