import type { ListCampaigns } from '@recado/contract';
import { decodeCursor, pageOf } from '../pagination.ts';
import type { RecordedCampaign, RecordedCampaignEvent } from './campaign.ts';
import { existing, noSuchCampaign } from './change.ts';

export type CampaignFilter = Omit<ListCampaigns, 'cursor'> & { before?: string };

type FindDeps = { findCampaign: (id: string) => Promise<RecordedCampaign | undefined> };

/** Throws a Refusal when there is no such campaign. */
export const findCampaign = async (deps: FindDeps, id: string): Promise<RecordedCampaign> =>
  existing(await deps.findCampaign(id));

type HistoryDeps = {
  /** A campaign with the latest of what happened to it, the oldest first. */
  findCampaignHistory: (
    id: string,
  ) => Promise<{ campaign: RecordedCampaign; events: RecordedCampaignEvent[] } | undefined>;
};

/** A campaign with what happened to it. Throws a Refusal when there is none. */
export const findCampaignHistory = async (deps: HistoryDeps, id: string) => {
  const found = await deps.findCampaignHistory(id);
  if (!found) throw noSuchCampaign();
  return found;
};

type ListDeps = { listCampaigns: (filter: CampaignFilter) => Promise<RecordedCampaign[]> };

/** Campaigns, the newest first, a page at a time. */
export const listCampaigns = async (deps: ListDeps, { cursor, ...query }: ListCampaigns) => {
  const found = await deps.listCampaigns({
    ...query,
    limit: query.limit + 1,
    ...(cursor !== undefined && { before: decodeCursor(cursor) }),
  });
  const { page: campaigns, nextCursor } = pageOf(found, query.limit);
  return { campaigns, nextCursor };
};
