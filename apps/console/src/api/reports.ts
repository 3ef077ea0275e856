import { fromDate, toCalendarDate, toZoned } from '@internationalized/date';
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Report } from '@recado/contract';
import { call } from './call.ts';
import { readClock } from './readiness.ts';

type Named<Name extends Report['report']> = Extract<Report, { report: Name }>;

export type DeliveryReport = Named<'delivery'>;

const dayMs = 86_400_000;

/** Messages of the last 24 hours, by the hour in which they were accepted. */
export const lastDayQuery = queryOptions({
  queryKey: ['reports', 'last-day'],
  queryFn: async ({ signal, client }) => readDelivery({ since: await readDayAgo(client) }, signal),
  refetchInterval: 30_000,
});

/** The same sums for each sender. */
export const sendersDayQuery = queryOptions({
  queryKey: ['reports', 'senders-day'],
  queryFn: async ({ signal, client }) => readDelivery({ since: await readDayAgo(client), by: 'sender' }, signal),
  refetchInterval: 30_000,
});

const readDayAgo = async (client: QueryClient): Promise<string> =>
  new Date((await readClock(client)).getTime() - dayMs).toISOString();

const readDelivery = (query: Record<string, string>, signal: AbortSignal) =>
  call<Named<'delivery'>>('GET', '/reports/delivery', { query: { step: 'hour', ...query }, signal });

/** The figures of today in the zone of the person. */
export const todayQuery = (timezone: string) =>
  queryOptions({
    queryKey: ['reports', 'today', timezone],
    queryFn: async ({ signal, client }) => {
      const today = toCalendarDate(fromDate(await readClock(client), timezone));
      const since = toZoned(today, timezone).toAbsoluteString();
      const read = <Name extends Report['report']>(name: Name) =>
        call<Named<Name>>('GET', `/reports/${name}`, { query: { step: 'hour', since }, signal });
      const [delivery, engagement, cost] = await Promise.all([read('delivery'), read('engagement'), read('cost')]);
      return { delivery, engagement, cost };
    },
    refetchInterval: 30_000,
  });
