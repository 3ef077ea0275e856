import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Campaign, CampaignPage } from '@recado/contract';
import type { CampaignFilters } from '../campaigns/filters.ts';
import { call, queryOf } from './call.ts';

/** A page of a list that counts its entries, up to 10,000 of them. */
export type Counted<Page> = Page & { total?: { value: number; exact: boolean } };

export const campaignsQuery = (filters: CampaignFilters) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', filters],
    queryFn: ({ pageParam, signal }) =>
      call<Counted<CampaignPage>>(
        'GET',
        `/campaigns${queryOf({ ...filters, include: 'progress', count: pageParam ? undefined : true, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor,
    refetchInterval: 15_000,
  });

export const campaignKey = (id: string) => ['campaign', id];

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: campaignKey(id),
    queryFn: ({ signal }) => call<Campaign>('GET', `/campaigns/${id}`, { signal }),
  });

export type CampaignVerb = 'pause' | 'resume' | 'cancel';

/** Pauses, resumes or cancels. Repeating one of them changes nothing. */
export const useControlCampaign = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: CampaignVerb) => call<Campaign>('POST', `/campaigns/${id}/${verb}`),
    onSettled: () => client.invalidateQueries({ queryKey: campaignKey(id) }),
  });
};
