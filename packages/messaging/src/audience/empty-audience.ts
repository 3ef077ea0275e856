import type { RecordedCampaign } from '../campaigns/campaign.ts';
import { findDraft } from './plan-audience.ts';

type Deps = {
  clock: () => Date;
  findCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
  /** Commits it. Throws a Refusal when the audience is not to be changed now. */
  emptyAudience: (campaignId: string, at: Date) => Promise<void>;
};

/** Takes everyone out of a draft's audience. Throws a Refusal of a campaign that is no draft. */
export const emptyAudience = async (deps: Deps, campaignId: string): Promise<void> => {
  await findDraft(deps, campaignId);
  await deps.emptyAudience(campaignId, deps.clock());
};
