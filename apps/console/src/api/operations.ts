import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  AuditPage,
  BulkRetry,
  BulkRetryList,
  CreateBulkRetry,
  FailureList,
  NoticeList,
  Operations,
  PutSender,
  RefusedCallbackList,
  Sender,
  SenderHistory,
  UnknownCallbackPage,
} from '@recado/contract';
import { sendersQuery } from './campaigns.ts';
import { call } from './call.ts';

export const operationsQuery = queryOptions({
  queryKey: ['operations'],
  queryFn: ({ signal }) => call<Operations>('GET', '/operations', { signal }),
  refetchInterval: 5_000,
});

export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => call<NoticeList>('GET', '/notices', { signal }),
  refetchInterval: 5_000,
});

export const failuresQuery = (hours: number) =>
  queryOptions({
    queryKey: ['failures', hours],
    queryFn: ({ signal }) => call<FailureList>('GET', '/failures', { query: { hours }, signal }),
    refetchInterval: 15_000,
  });

const bulkRetriesKey = ['bulk-retries'];

export const isOpenRetry = ({ done_at: done, canceled_at: canceled }: BulkRetry): boolean => !done && !canceled;

/** Looks often while a worker retries, and then seldom. */
export const bulkRetriesQuery = queryOptions({
  queryKey: bulkRetriesKey,
  queryFn: ({ signal }) => call<BulkRetryList>('GET', '/bulk_retries', { signal }),
  refetchInterval: ({ state }) => (state.data?.data.some(isOpenRetry) ? 2_000 : 30_000),
});

/** Starts a retry that goes on when this page is closed. */
export const useStartRetry = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (filter: CreateBulkRetry['filter']) => call<BulkRetry>('POST', '/bulk_retries', { body: { filter } }),
    onSettled: () => client.invalidateQueries({ queryKey: bulkRetriesKey }),
  });
};

export const useStopRetry = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call<BulkRetry>('POST', `/bulk_retries/${id}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: bulkRetriesKey }),
  });
};

export const refusedCallbacksQuery = queryOptions({
  queryKey: ['callbacks', 'refused'],
  queryFn: ({ signal }) => call<RefusedCallbackList>('GET', '/callbacks/refused', { signal }),
});

export const unknownCallbacksQuery = queryOptions({
  queryKey: ['callbacks', 'unknown'],
  queryFn: ({ signal }) => call<UnknownCallbackPage>('GET', '/callbacks/unknown', { signal }),
});

export type AuditFilters = { actor?: string; action?: string };

export const auditQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ['audit', filters],
    queryFn: ({ pageParam, signal }) =>
      call<AuditPage>('GET', '/audit', { query: { ...filters, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor,
  });

export const senderHistoryQuery = (id: string, hours: number) =>
  queryOptions({
    queryKey: ['senders', id, 'history', hours],
    queryFn: ({ signal }) => call<SenderHistory>('GET', `/senders/${id}/history`, { query: { hours }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

/** Changes a sender. Workers follow within a second or two. */
export const useChangeSender = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: PutSender) => call<Sender>('PUT', `/senders/${id}`, { body: change }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: sendersQuery.queryKey });
      await client.invalidateQueries({ queryKey: noticesQuery.queryKey });
    },
  });
};
