import { watchCampaigns, type CampaignAlarm } from '@recado/messaging';
import { blockingCodes } from '@recado/twilio';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

/** Pauses campaigns that mostly fail. */
export const watch = ({ clock, store }: Context, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    findWatched: store.findWatched,
    moveWatch: store.moveWatch,
    pauseCampaign: store.pauseCampaign,
    blockingCodes,
    paused: (id: string, { reason, detail }: CampaignAlarm) =>
      log.warn({ campaign_id: id, reason, ...detail }, 'a campaign is paused for what became of its messages'),
  };
  return () => watchCampaigns(deps);
};
