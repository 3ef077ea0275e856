import { RetryMessages } from '@recado/contract';
import { retryAll } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry } from '../auth/audit.ts';
import { callerOf } from '../auth/caller.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { parse } from '../http/parse.ts';

type Deps = Parameters<typeof retryAll>[0];

/** Sends messages anew by filter, and answers how many. */
export const retryMessages =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const wish = parse(RetryMessages, request.body);
    const key = readIdempotencyKey(request, response);
    const audit = auditEntry(deps, response, { action: 'messages.retried', object: 'messages' });
    response.json(await retryAll(deps, wish, { by: callerOf(response).name, key, audit }));
  };
