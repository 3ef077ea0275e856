import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  replaceEqualDeep,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  Campaign,
  CampaignPage,
  CreateCampaign,
  Estimate,
  PatchCampaign,
  Preview,
  SenderPage,
  TemplatePage,
} from '@recado/contract';
import type { CampaignFilters } from '../campaigns/filters.ts';
import { call } from './call.ts';

/** A page of a list that counts its entries, up to 10,000 of them. */
export type Counted<Page> = Page & { total?: { value: number; exact: boolean } };

export const campaignsQuery = (filters: CampaignFilters) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', filters],
    queryFn: ({ pageParam, signal }) =>
      call<Counted<CampaignPage>>('GET', '/campaigns', {
        query: { ...filters, include: 'progress', count: pageParam ? undefined : true, cursor: pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor,
    refetchInterval: 15_000,
  });

/** At most ten, for a list of names. */
export const campaignsNamedQuery = (text: string) =>
  queryOptions({
    queryKey: ['campaigns', 'named', text],
    queryFn: ({ signal }) =>
      call<CampaignPage>('GET', '/campaigns', { query: { q: text.slice(0, longestName), limit: 10 }, signal }),
    placeholderData: keepPreviousData,
  });

const longestName = 100;

export const campaignKey = (id: string) => ['campaign', id];

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: campaignKey(id),
    queryFn: ({ signal }) => call<Campaign>('GET', `/campaigns/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.audience?.is_copying ? 1_000 : false),
    structuralSharing: (known, read) =>
      replaceEqualDeep(known, withNewest(known as Campaign | undefined, read as Campaign)),
  });

/** An answer may arrive after the stream has brought newer figures, which stay then: no figure goes backwards. */
const withNewest = (known: Campaign | undefined, read: Campaign): Campaign =>
  known?.progress && read.progress && known.progress.at > read.progress.at
    ? { ...read, status: known.progress.status, progress: known.progress }
    : read;

export const estimateQuery = (id: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'estimate'],
    queryFn: ({ signal }) => call<Estimate>('GET', `/campaigns/${id}/estimate`, { signal }),
  });

export const previewQuery = (id: string, line: number | undefined) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'preview', line],
    queryFn: ({ signal }) => call<Preview>('GET', `/campaigns/${id}/preview`, { query: { line }, signal }),
  });

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => call<TemplatePage>('GET', '/templates', { signal }),
  staleTime: 60_000,
});

export const sendersQuery = queryOptions({
  queryKey: ['senders'],
  queryFn: ({ signal }) => call<SenderPage>('GET', '/senders', { signal }),
  staleTime: 30_000,
});

/** Changes a draft. The answer is shown at once, and whatever was computed from the draft is read again. */
export const useChangeCampaign = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: PatchCampaign) => call<Campaign>('PATCH', `/campaigns/${id}`, { body: patch }),
    onSuccess: async (campaign) => {
      client.setQueryData(campaignKey(id), (known: Campaign | undefined) => ({ ...known, ...campaign }));
      await client.invalidateQueries({ queryKey: campaignKey(id) });
    },
    // Somebody else may have launched or deleted it.
    onError: () => client.invalidateQueries({ queryKey: campaignKey(id), exact: true }),
  });
};

export const useCreateCampaign = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ campaign, key }: { campaign: CreateCampaign; key: string }) =>
      call<Campaign>('POST', '/campaigns', { body: campaign, idempotencyKey: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['campaigns'] }),
  });
};

export type CampaignVerb = 'pause' | 'resume' | 'cancel';

/** Pauses, resumes or cancels. Repeating one of them changes nothing. */
export const useControlCampaign = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: CampaignVerb) => call<Campaign>('POST', `/campaigns/${id}/${verb}`),
    onSettled: () => client.invalidateQueries({ queryKey: campaignKey(id) }),
  });
};

/** Makes a draft with the settings of a campaign, but without its people. */
export const useCopyCampaign = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call<Campaign>('POST', `/campaigns/${id}/copy`, { body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['campaigns'] }),
  });
};
