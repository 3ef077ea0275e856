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
import { findCampaignAnswer } from '../campaigns/campaign-answers.ts';
import { cancelAccepted } from '../campaigns/cancel-accepted.ts';
import { cancelUnfed } from '../campaigns/cancel-unfed.ts';
import { changeCampaign } from '../campaigns/change-campaign.ts';
import { findCampaign, findCampaignHistory } from '../campaigns/find-campaign.ts';
import { findDueCampaigns } from '../campaigns/find-due-campaigns.ts';
import { findEstimateBasis } from '../campaigns/find-estimate-basis.ts';
import { findPriceCurrency } from '../campaigns/find-price-currency.ts';
import { findUndrained } from '../campaigns/find-undrained.ts';
import { findWatched } from '../campaigns/find-watched.ts';
import { insertCampaign } from '../campaigns/insert-campaign.ts';
import { launchCampaign } from '../campaigns/launch-campaign.ts';
import { listCampaigns } from '../campaigns/list-campaigns.ts';
import { noteCampaignEvent } from '../campaigns/note-campaign-event.ts';
import { pauseCampaign, type CampaignPause } from '../campaigns/pause-campaign.ts';
import { keepRetryAnswer, takeRetryKey } from '../campaigns/retry-answers.ts';
import { moveWatch } from '../campaigns/start-watch.ts';
import type { Schema } from '../schema.ts';

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
