import type { CampaignStatus } from '@recado/contract';

export const statuses: CampaignStatus[] = ['draft', 'scheduled', 'running', 'paused', 'completed', 'canceled'];

/** The filters of the list live in its address, so that a link shows the same list. */
export type CampaignFilters = { status?: CampaignStatus; q?: string };

export const readCampaignFilters = ({ status, q }: Record<string, unknown>): CampaignFilters => {
  const found = statuses.find((known) => known === status);
  return { ...(found && { status: found }), ...(typeof q === 'string' && q.trim() && { q: q.slice(0, 200) }) };
};
