import { apiKey } from '../support/environment.ts';
import type { Call } from './shop.ts';

/** Calls the API at an address, as the shop does. Rejects when no whole answer came in time. */
export const makeCall =
  (url: string): Call =>
  async (method, path, { body, key, withinMs = 10_000 } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(withinMs),
    });
    return { status: response.status, body: await response.json() };
  };
