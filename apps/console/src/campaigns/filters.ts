import type { CampaignStatus, RecipientStatus } from '@recado/contract';
import { messageStatuses } from '../words/campaigns.ts';

export const statuses: CampaignStatus[] = ['draft', 'scheduled', 'running', 'paused', 'completed', 'canceled'];

/** The filters of the list live in its address, so that a link shows the same list. */
export type CampaignFilters = { status?: CampaignStatus; q?: string };

export const readCampaignFilters = ({ status, q }: Record<string, unknown>): CampaignFilters => {
  const found = statuses.find((known) => known === status);
  return { ...(found && { status: found }), ...(typeof q === 'string' && q.trim() && { q: q.slice(0, 200) }) };
};

export type RecipientFilters = { status?: RecipientStatus; error_code?: number };

export const recipientStatuses = Object.keys(messageStatuses) as RecipientStatus[];

export const readRecipientFilters = ({ status, error_code: code }: Record<string, unknown>): RecipientFilters => {
  const found = recipientStatuses.find((known) => known === status);
  const isCode = typeof code === 'number' && Number.isInteger(code) && code > 0 && code < 100_000;
  return { ...(found && { status: found }), ...(isCode && { error_code: code }) };
};
