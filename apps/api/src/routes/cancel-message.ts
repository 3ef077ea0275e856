import { cancel, findMessage, Refusal, type IdempotencyKey } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry, noting, type Noted } from '../auth/audit.ts';
import { noteReveal, type RevealDeps } from '../auth/note-reveal.ts';
import { viewOf } from '../auth/view-of.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { presentMessage } from '../present/message.ts';
import { messageIdOf } from './message-id-of.ts';

type Deps = Noted<Parameters<typeof cancel>[0], 'cancelMessage'> &
  Parameters<typeof findMessage>[0] &
  RevealDeps & {
    claimKey: (key: IdempotencyKey & { messageId: string }) => Promise<'new' | 'same' | 'reused'>;
  };

const claim = async (deps: Deps, key: IdempotencyKey | undefined, messageId: string) => {
  if (key && (await deps.claimKey({ ...key, messageId })) === 'reused')
    throw new Refusal('idempotency-key-reused', 'This Idempotency-Key came before with another request: use a new one');
};

/** Canceling twice answers like once, so a repeated request simply runs again. */
export const cancelMessage =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = messageIdOf(request);
    await claim(deps, readIdempotencyKey(request, response), id);
    const object = `messages/${id}`;
    const audit = auditEntry(deps, response, { action: 'message.canceled', object });
    await cancel({ ...deps, cancelMessage: noting(deps.cancelMessage, audit) }, id);
    const { message } = await findMessage(deps, id);
    await noteReveal(deps, response, object, 1);
    response.json(presentMessage(message, viewOf(response)));
  };
