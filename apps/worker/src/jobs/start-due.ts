import { startDueCampaigns } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

type Started = { id: string; status: string; statusReason?: string };

/** Starts campaigns at their time. */
export const startDue = ({ clock, store }: Context, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    findDueCampaigns: store.findDueCampaigns,
    changeCampaign: store.changeCampaign,
    started: ({ id, status, statusReason }: Started) => {
      if (status === 'running') log.info({ campaign_id: id }, 'a campaign starts at its time');
      else log.warn({ campaign_id: id, reason: statusReason }, 'a campaign waits for somebody to resume it');
    },
  };
  return () => startDueCampaigns(deps);
};
