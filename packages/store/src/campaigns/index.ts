import type { RetriedMessages } from '@recado/contract';
import type {
  CampaignFilter,
  Changing,
  GuardedCampaign,
  HistoryRange,
  IdempotencyKey,
  Launching,
  NewCampaign,
  NewCampaignEvent,
  OutcomeCounts,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import { findEstimateBasis } from '../audience/estimate.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import {
  countCampaigns,
  countCampaignStates,
  findDueCampaigns,
  findPriceCurrency,
  insertCampaign,
  loadCampaign,
  loadCampaignHistory,
  loadCampaigns,
  writeCampaignEvent,
} from './campaigns.ts';
import { cancelAccepted, cancelUnfed, findUndrained } from './cancel.ts';
import { changeCampaign, saveLaunch, savePause, type CampaignPause } from './change.ts';
import { applyDeltas, countDeltas, findGuardedCampaigns, forgetReached, moveGuardBase } from './counters.ts';
import { findSendersToFeed } from './feed-backlog.ts';
import { makeFeedTransaction } from './feed.ts';
import { releaseFirstParts } from './first-part.ts';
import { findHistoryRange, loadHistory } from './history.ts';
import { findCampaignAnswer, keepRetryAnswer, takeRetryKey } from './idempotency.ts';
import { completeCampaigns } from './progress.ts';

/** Makes the methods for the settings, the state and the counters of campaigns. */
export const campaignMethods = (db: Kysely<Schema>) => ({
  insertCampaign: (campaign: NewCampaign) => insertCampaign(db, campaign),
  changeCampaign: (changing: Changing) => changeCampaign(db, changing),
  saveLaunch: (launching: Launching) => saveLaunch(db, launching),
  savePause: (id: string, pause: CampaignPause) => savePause(db, id, pause),
  loadCampaign: (id: string) => loadCampaign(db, id),
  loadCampaignHistory: (id: string) => loadCampaignHistory(db, id),
  findCampaignAnswer: (key: IdempotencyKey) => findCampaignAnswer(db, key),
  loadCampaigns: (filter: CampaignFilter) => loadCampaigns(db, filter),
  countCampaigns: (filter: CampaignFilter) => countCampaigns(db, filter),
  countCampaignStates: () => countCampaignStates(db),
  writeCampaignEvent: (id: string, event: NewCampaignEvent) => writeCampaignEvent(db, id, event),
  findEstimateBasis: (id: string) => findEstimateBasis(db, id),
  findHistoryRange: (id: string) => findHistoryRange(db, id),
  loadHistory: (id: string, range: HistoryRange & { stepSeconds: number }) => loadHistory(db, id, range),
  findPriceCurrency: () => findPriceCurrency(db),

  takeRetryKey: (key: IdempotencyKey) => takeRetryKey(db, key),
  keepRetryAnswer: (key: IdempotencyKey, answer: RetriedMessages) => keepRetryAnswer(db, key, answer),

  findDueCampaigns: (at: Date) => findDueCampaigns(db, at),
  findUndrained: (at: Date) => findUndrained(db, at),
  cancelAccepted: (id: string, at: Date, limit: number) => cancelAccepted(db, id, at, limit),
  cancelUnfed: (id: string, at: Date, limit: number) => cancelUnfed(db, id, at, limit),
  findGuardedCampaigns: () => findGuardedCampaigns(db),
  releaseFirstParts: (watchSeconds: number, at: Date) => releaseFirstParts(db, watchSeconds, at),
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
  countDeltas: (most: number) => countDeltas(deps.kysely, most),
});
