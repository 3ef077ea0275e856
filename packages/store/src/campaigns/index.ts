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
import type { Schema } from '../schema/index.ts';
import { noteCampaignEvent } from './campaigns.ts';
import { cancelUnfed } from './cancel-unfed.ts';
import { cancelAccepted } from './cancel.ts';
import { changeCampaign } from './change.ts';
import { findWatched } from './failure-guard.ts';
import { findCampaign, findCampaignHistory } from './find-campaign.ts';
import { findDueCampaigns } from './find-due-campaigns.ts';
import { findEstimateBasis } from './find-estimate-basis.ts';
import { findPriceCurrency } from './find-price-currency.ts';
import { findUndrained } from './find-undrained.ts';
import { findCampaignAnswer } from './idempotency.ts';
import { insertCampaign } from './insert-campaign.ts';
import { launchCampaign } from './launch-campaign.ts';
import { listCampaigns } from './list-campaigns.ts';
import { pauseCampaign, type CampaignPause } from './pause-campaign.ts';
import { keepRetryAnswer, takeRetryKey } from './retry-answers.ts';
import { moveWatch } from './start-watch.ts';

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
