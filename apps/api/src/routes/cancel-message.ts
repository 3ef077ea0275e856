import { cancel, findMessage, Refusal, type IdempotencyKey } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { viewOf } from '../auth/view-of.ts';
import { readIdempotencyKey } from '../idempotency/read-key.ts';
import { presentMessage } from '../present/present-message.ts';
import { messageIdOf } from './message-id-of.ts';

type Deps = Parameters<typeof cancel>[0] &
  Parameters<typeof findMessage>[0] & {
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
    await cancel(deps, id);
    const { message } = await findMessage(deps, id);
    response.json(presentMessage(message, viewOf(response)));
  };
