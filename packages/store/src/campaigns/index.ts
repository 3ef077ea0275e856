import type { RetriedMessages } from '@recado/contract';
import type {
  CampaignFilter,
  OutcomeCounts,
  Changing,
  IdempotencyKey,
  Launching,
  NewCampaign,
  NewCampaignEvent,
  GuardedCampaign,
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
  writeCampaignEvent,
} from './campaigns.ts';
import { cancelAccepted, cancelUnfed, findUndrained } from './cancel.ts';
import { changeCampaign, launchCampaign, pauseCampaign, type CampaignPause } from './change.ts';
import { applyDeltas } from './counters.ts';
import { findGuardedCampaigns, moveGuardBase } from './failure-guard.ts';
import { findSendersToFeed } from './feed-backlog.ts';
import { makeFeedTransaction } from './feed.ts';
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
  writeCampaignEvent: (id: string, event: NewCampaignEvent) => writeCampaignEvent(db, id, event),
  findEstimateBasis: (id: string) => findEstimateBasis(db, id),
  findPriceCurrency: () => findPriceCurrency(db),

  takeRetryKey: (key: IdempotencyKey) => takeRetryKey(db, key),
  keepRetryAnswer: (key: IdempotencyKey, answer: RetriedMessages) => keepRetryAnswer(db, key, answer),

  findDueCampaigns: (at: Date) => findDueCampaigns(db, at),
  findUndrained: (at: Date) => findUndrained(db, at),
  cancelAccepted: (id: string, at: Date, limit: number) => cancelAccepted(db, id, at, limit),
  cancelUnfed: (id: string, at: Date, limit: number) => cancelUnfed(db, id, at, limit),
  findGuardedCampaigns: () => findGuardedCampaigns(db),
  moveGuardBase: (guarded: GuardedCampaign, base: OutcomeCounts, at: Date) => moveGuardBase(db, guarded, base, at),
});

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Feeds campaigns' audiences to the queues and counts the outcomes. */
export const feedingMethods = (deps: Deps) => ({
  findSendersToFeed: () => findSendersToFeed(deps.kysely),
  feeding: makeFeedTransaction(deps),
  completeCampaigns: (at: Date) => completeCampaigns(deps.kysely, at),
  forgetReached: (at: Date, limit: number) => forgetReached(deps.kysely, at, limit),
  applyDeltas: (limit: number) => applyDeltas(deps.kysely, limit),
});
