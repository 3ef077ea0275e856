import type { Logger } from 'pino';
import type { Context } from '../context.ts';

/** Completes campaigns that have nobody left. */
export const complete =
  ({ clock, store }: Context, log: Logger): (() => Promise<void>) =>
  async () => {
    for (const id of await store.completeCampaigns(clock())) log.info({ campaign_id: id }, 'a campaign is completed');
  };
