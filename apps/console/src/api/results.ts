import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignHistory, CampaignStatus, ErrorCodeList, RecipientPage, RetriedMessages } from '@recado/contract';
import type { RecipientFilters } from '../campaigns/filters.ts';
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
export const useRetryFailures = (id: string, onRetried: (code: number, result: RetriedMessages) => void) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ code, key }: { code: number; key: string }) =>
      call<RetriedMessages>('POST', `/campaigns/${id}/retry`, { body: { error_code: code }, idempotencyKey: key }),
    onSuccess: (result, { code }) => {
      onRetried(code, result);
      return client.invalidateQueries({ queryKey: campaignKey(id) });
    },
  });
};

const rowsOfPage = 50;
const mostHeld = 1_000;
/** Without the page that is shown, the one before, which React may still hold, and the one that is read next. */
const heldPages = mostHeld / rowsOfPage - 3;

/**
 * A page of people. A filter may find nobody for a while: the search then goes on until it does. Pages that nobody looks
 * at are forgotten, so that a tab holds at most a thousand people.
 */
export const recipientsQuery = (id: string, filters: RecipientFilters, cursor: string, isMoving: boolean) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'recipients', filters, cursor],
    queryFn: async ({ signal, client, queryKey }) => {
      const kept = client.getQueryCache().findAll({ queryKey: queryKey.slice(0, 3), type: 'inactive' });
      for (const query of kept.slice(0, -heldPages)) client.removeQueries({ queryKey: query.queryKey, exact: true });
      let page: RecipientPage = { data: [], next_cursor: cursor };
      do {
        const query = { ...filters, limit: rowsOfPage, cursor: page.next_cursor ?? '' };
        page = await call<RecipientPage>('GET', `/campaigns/${id}/recipients`, { query, signal });
      } while (page.data.length === 0 && page.next_cursor !== null);
      return page;
    },
    placeholderData: keepPreviousData,
    refetchInterval: isMoving ? 5_000 : false,
  });
