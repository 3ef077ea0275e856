import {
  CancelMessages,
  ListMessages,
  MessageId,
  RetryMessages,
  SendMessage,
  type ChangedMessage,
  type Message,
  type MessagePage,
} from '@recado/contract';
import {
  accept,
  cancel,
  cancelAll,
  findMessage,
  listMessages as list,
  Refusal,
  refuseKeyInUse,
  retry,
  retryAll,
  type IdempotencyKey,
  type RecordedMessage,
} from '@recado/messaging';
import {
  presentAsAccepted,
  presentAsAcceptedAgain,
  presentEvent,
  presentMessage,
  presentNew,
} from '@recado/presentation';
import type { Request, RequestHandler, Response } from 'express';
import { lookedUpNumber, writeRevealEntry, type LookupDeps, type RevealDeps } from '../auth/audit.ts';
import { actorOf, apiKeyIdOf, may, viewOf } from '../auth/caller.ts';
import { parse, readIdempotencyKey } from '../http/parse.ts';

type PostMessageDeps = Parameters<typeof accept>[0] & Parameters<typeof findMessage>[0];

/** Answers 202 once the message is committed, or as it did when the same request came before. */
export const postMessage =
  (deps: PostMessageDeps): RequestHandler =>
  async (request, response) => {
    const input = parse(SendMessage, request.body);
    const accepted = await accept(deps, input, readIdempotencyKey(request, response), apiKeyIdOf(response));
    if (accepted.kind === 'created') return answer(response, presentNew(accepted.message, viewOf(response)));
    const { message } = await findMessage(deps, accepted.messageId);
    answer(response.set('Idempotent-Replayed', 'true'), presentAsAccepted(message, viewOf(response)));
  };

/** Does what `response.json` does, without its work for responses of any kind. */
const answer = (response: Response, message: Message): void => {
  response.statusCode = 202;
  response.setHeader('Location', `/v1/messages/${message.id}`);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(message));
};

type GetMessageDeps = Parameters<typeof findMessage>[0] & RevealDeps;

export const getMessage =
  (deps: GetMessageDeps): RequestHandler =>
  async (request, response) => {
    const { message, events } = await findMessage(deps, messageIdOf(request));
    const view = viewOf(response);
    const found: Message = {
      ...presentMessage(message, view),
      events: events.map((event) => presentEvent(event, view)),
    };
    await writeRevealEntry(deps, response, `messages/${message.id}`, 1);
    response.json(found);
  };

type ListMessagesDeps = Parameters<typeof list>[0] & RevealDeps & LookupDeps;

export const listMessages =
  (deps: ListMessagesDeps): RequestHandler =>
  async (request, response) => {
    const { to: named, ...query } = parse(ListMessages, request.query);
    const to = named === undefined ? undefined : await lookedUpNumber(deps, response, named, 'messages');
    const { messages, nextCursor } = await list(deps, { ...query, ...(to !== undefined && { to }) });
    const view = viewOf(response);
    const page: MessagePage = {
      data: messages.map((message) => presentMessage(message, view)),
      next_cursor: nextCursor,
    };
    await writeRevealEntry(deps, response, 'messages', page.data.length);
    response.json(page);
  };

type CancelMessageDeps = Parameters<typeof cancel>[0] &
  Parameters<typeof findMessage>[0] &
  RevealDeps & {
    claimKey: (key: IdempotencyKey & { messageId: string }) => Promise<'new' | 'same' | 'reused' | 'in-use'>;
  };

/** Canceling twice answers like once, so a repeated request simply runs again. */
export const cancelMessage =
  (deps: CancelMessageDeps): RequestHandler =>
  async (request, response) => {
    const id = messageIdOf(request);
    await claim(deps, readIdempotencyKey(request, response), id);
    await cancel(deps, id, { actor: actorOf(response), mayLaunch: may(response, 'campaigns:launch') });
    const { message } = await findMessage(deps, id);
    response.json(await showChanged(deps, response, message, presentMessage));
  };

type CancelMessagesDeps = Parameters<typeof cancelAll>[0];

/** Cancels messages by filter and returns their number. */
export const cancelMessages =
  (deps: CancelMessagesDeps): RequestHandler =>
  async (request, response) => {
    const input = parse(CancelMessages, request.body);
    const key = readIdempotencyKey(request, response);
    const by = { actor: actorOf(response), key, mayLaunch: may(response, 'campaigns:launch') };
    response.json(await cancelAll(deps, input, by));
  };

/** A caller who may not read messages sees no more of a changed one than its status. */
const showChanged = async (
  deps: RevealDeps,
  response: Response,
  message: RecordedMessage,
  present: typeof presentMessage,
): Promise<Message | ChangedMessage> => {
  const shown = present(message, viewOf(response));
  if (!may(response, 'messages:read')) return { id: shown.id, status: shown.status };
  await writeRevealEntry(deps, response, `messages/${message.id}`, 1);
  return shown;
};

const claim = async (deps: CancelMessageDeps, key: IdempotencyKey | undefined, messageId: string) => {
  const claimed = key && (await deps.claimKey({ ...key, messageId }));
  if (claimed === 'in-use') throw refuseKeyInUse();
  if (claimed === 'reused')
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was already used for a different request. Use a new key',
    );
};

type RetryMessageDeps = Parameters<typeof retry>[0] & RevealDeps;

/** Answers 202 once the message is accepted again, or as it did when the same request came before. */
export const retryMessage =
  (deps: RetryMessageDeps): RequestHandler =>
  async (request, response) => {
    const id = messageIdOf(request);
    const key = readIdempotencyKey(request, response);
    const by = { actor: actorOf(response), key, mayLaunch: may(response, 'campaigns:launch') };
    if ((await retry(deps, id, by)) === 'repeated') response.set('Idempotent-Replayed', 'true');
    const { message } = await findMessage(deps, id);
    response.status(202).json(await showChanged(deps, response, message, presentAsAcceptedAgain));
  };

type RetryMessagesDeps = Parameters<typeof retryAll>[0];

/** Retries messages by filter and returns their number. */
export const retryMessages =
  (deps: RetryMessagesDeps): RequestHandler =>
  async (request, response) => {
    const input = parse(RetryMessages, request.body);
    const key = readIdempotencyKey(request, response);
    const by = { actor: actorOf(response), key, mayLaunch: may(response, 'campaigns:launch') };
    response.json(await retryAll(deps, input, by));
  };

/** Returns a message's id from the path. A value that is not a UUID is not found. */
export const messageIdOf = (request: Request, parameter = 'id'): string => {
  const id = MessageId.safeParse(request.params[parameter]);
  if (!id.success) throw new Refusal('not-found', 'There is no such message');
  return id.data.toLowerCase();
};
