import { onlineManager, queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Readiness } from '@recado/contract';

const everyMs = 5_000;

type Away = { what: 'recado' | 'database'; since: string };

/**
 * Says what is away; undefined while Recado answers. During this time queries keep what they have and ask for nothing.
 * Once Recado is back, all of them ask at once.
 */
export const useAway = (): Away | undefined => {
  const { error, dataUpdatedAt, errorUpdatedAt } = useQuery(readinessQuery);
  const isAway = error !== null && !(error instanceof Stopping);
  useEffect(() => {
    onlineManager.setOnline(!isAway);
    return () => onlineManager.setOnline(true);
  }, [isAway]);
  if (!error) return undefined;
  const since = new Date(dataUpdatedAt || errorUpdatedAt).toISOString();
  return { what: error instanceof WithoutDatabase ? 'database' : 'recado', since };
};

/** The API answers, and cannot reach PostgreSQL. */
class WithoutDatabase extends Error {}

/** The API answers that others should not ask it: it stops, or its clock is wrong. */
class Stopping extends Error {}

/** By how much the clock of this device is ahead of that of Recado. */
let aheadMs = 0;

/** The time at Recado: the clock of a device may be wrong by hours or days. */
export const readClock = async (client: QueryClient): Promise<Date> => {
  await client.query({ ...readinessQuery, staleTime: 'static' }).catch(() => undefined);
  return new Date(Date.now() - aheadMs);
};

/** Fails while the API does not answer or has no database. Nobody has to be signed in for it. */
const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: async ({ signal }) => {
    const response = await fetch('/readyz', { signal: AbortSignal.any([signal, AbortSignal.timeout(everyMs)]) });
    const now = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(now)) aheadMs = Date.now() - now;
    // A body that nobody reads keeps the connection.
    const body = await response.text();
    if (response.status === 503 && response.headers.get('content-type')?.includes('json')) {
      const { checks } = JSON.parse(body) as Readiness;
      throw checks.postgresql === 'ok' ? new Stopping('The API stops') : new WithoutDatabase();
    }
    if (response.status >= 500) throw new Error('A proxy answers that Recado is away');
    return true;
  },
  retry: false,
  networkMode: 'always',
  refetchInterval: everyMs,
});
