import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Readiness } from '@recado/contract';

const everyMs = 5_000;

/** The API answers, and cannot reach PostgreSQL. */
export class WithoutDatabase extends Error {}

const queryKey = ['readiness'];

/** Fails while the API does not answer or has no database. Nobody has to be signed in for it. */
export const readinessQuery = queryOptions({
  queryKey,
  queryFn: async ({ signal, client }) => {
    const response = await fetch('/readyz', { signal: AbortSignal.any([signal, AbortSignal.timeout(everyMs)]) });
    // A body that nobody reads keeps the connection.
    const body = await response.text();
    if (response.status === 503 && response.headers.get('content-type')?.includes('json')) {
      const { checks } = JSON.parse(body) as Readiness;
      throw checks.postgresql === 'ok' ? new Error('The API stops') : new WithoutDatabase();
    }
    if (response.status >= 500) throw new Error('A proxy answers that Recado is away');
    readAgain(client);
    return true;
  },
  retry: false,
  refetchInterval: everyMs,
});

/** Reads again what failed during the time without Recado. Parts of a page that ask once do not do it by themselves. */
const readAgain = (client: QueryClient): void => {
  if (!client.getQueryState(queryKey)?.error) return;
  void client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
};
