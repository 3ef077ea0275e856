import { findMessage, retry } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry } from '../auth/audit.ts';
import { callerOf } from '../auth/caller.ts';
import { noteReveal, type RevealDeps } from '../auth/note-reveal.ts';
import { viewOf } from '../auth/view-of.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { presentAsAcceptedAgain } from '../present/present-accepted.ts';
import { messageIdOf } from './message-id-of.ts';

type Deps = Parameters<typeof retry>[0] & RevealDeps;

/** Answers 202 once the message is accepted again, or as it did when the same request came before. */
export const retryMessage =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = messageIdOf(request);
    const key = readIdempotencyKey(request, response);
    const object = `messages/${id}`;
    const audit = auditEntry(deps, response, { action: 'message.retried', object });
    if ((await retry(deps, id, { by: callerOf(response).name, key, audit })) === 'repeated')
      response.set('Idempotent-Replayed', 'true');
    const { message } = await findMessage(deps, id);
    await noteReveal(deps, response, object, 1);
    response.status(202).json(presentAsAcceptedAgain(message, viewOf(response)));
  };
