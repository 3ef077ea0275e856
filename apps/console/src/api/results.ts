import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignHistory, CampaignStatus, ErrorCodeList, RetriedMessages } from '@recado/contract';
import { campaignKey } from './campaigns.ts';
import { call } from './call.ts';

export type HistoryPoint = CampaignHistory['points'][number];

/** A new status reads the history again. */
export const historyQuery = (id: string, status: CampaignStatus) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'history', status],
    queryFn: ({ signal }) => call<CampaignHistory>('GET', `/campaigns/${id}/history?step=auto`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: status === 'running' ? 5_000 : 30_000,
  });

export const errorCodesQuery = queryOptions({
  queryKey: ['error-codes'],
  queryFn: ({ signal }) => call<ErrorCodeList>('GET', '/error_codes', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  select: ({ data }) => new Map(data.map((entry) => [entry.code, entry])),
});

/** Queues the failures of one code again. People who opted out are left out. */
export const useRetryFailures = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ code, key }: { code: number; key: string }) =>
      call<RetriedMessages>('POST', `/campaigns/${id}/retry`, { body: { error_code: code }, idempotencyKey: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: campaignKey(id) }),
  });
};
