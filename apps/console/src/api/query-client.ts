import { MutationCache, onlineManager, QueryCache, QueryClient } from '@tanstack/react-query';
import { RecadoProblem } from '@recado/client';

export const sessionLostKey = ['session-lost'];

const noteLostSession = (error: Error): void => {
  if (error instanceof RecadoProblem && error.status === 401) queryClient.setQueryData(sessionLostKey, true);
};

/** A limit of an hour is said at once. A limit of a second is waited for. */
const longestWaitSeconds = 30;

const isShortLimit = ({ status, retryAfterSeconds = 0 }: RecadoProblem): boolean =>
  status === 429 && retryAfterSeconds <= longestWaitSeconds;

const retriesOf = (failures: number, error: Error): boolean => {
  if (!(error instanceof RecadoProblem)) return false;
  if (isShortLimit(error) || error.status === 503) return failures < 5;
  return (error.status === 0 || error.status >= 500) && failures < 2;
};

/** Waits as long as the API asked for, and else a few seconds at most: a page is up to date soon after a failure. */
const delayOf = (failures: number, error: Error): number =>
  (error instanceof RecadoProblem && error.retryAfterSeconds ? error.retryAfterSeconds : Math.min(2 ** failures, 4)) *
  1000;

// The readiness of Recado tells if it can be reached. The network of the device may be away while Recado runs on it.
onlineManager.setEventListener(() => undefined);

/** A page keeps its last figures while they are read again. Any 401 opens the sign-in dialog over the page. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteLostSession }),
  mutationCache: new MutationCache({
    // A wrong password is a 401, too, but no session was lost.
    onError: (error, _variables, _result, { meta }) => void (meta?.['isSignIn'] || noteLostSession(error)),
  }),
  defaultOptions: {
    queries: { staleTime: 5_000, retry: retriesOf, retryDelay: delayOf },
    mutations: {
      networkMode: 'always',
      retry: (failures, error) => error instanceof RecadoProblem && isShortLimit(error) && failures < 3,
      retryDelay: delayOf,
    },
  },
});
