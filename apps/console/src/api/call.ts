import { createTransport, RecadoProblem, type Method, type Request } from '@recado/client';

/** The cache of queries decides what is asked again. */
const { json } = createTransport({ retries: 0 });

/** A page that waits longer says so, and keeps what it showed before. */
const longestReadMs = 15_000;

/** Calls the API as the person who signed in. The browser adds the cookie of the session. */
export const call = <T>(method: Method, path: string, request?: Request): Promise<T> =>
  json<T>(method, `/v1${path}`, method === 'GET' ? { timeoutMs: longestReadMs, ...request } : request);

/** Tells if Recado says that a thing does not exist. The 404 of a proxy says nothing about it. */
export const isMissing = (error: unknown): boolean => error instanceof RecadoProblem && error.type === 'not-found';
