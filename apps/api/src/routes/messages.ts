import { SendMessage, type Message } from '@recado/contract';
import { accept, findMessage } from '@recado/messaging';
import type { RequestHandler, Response } from 'express';
import { viewOf } from '../auth/view-of.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { parse } from '../http/parse.ts';
import { presentAsAccepted, presentNew } from '../present/present-accepted.ts';

type Deps = Parameters<typeof accept>[0] & Parameters<typeof findMessage>[0];

/** What `response.json` does, without what it looks up and works out for answers of any kind. */
const answer = (response: Response, message: Message): void => {
  response.statusCode = 202;
  response.setHeader('Location', `/v1/messages/${message.id}`);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(message));
};

/** Answers 202 once the message is committed, or as it did when the same request came before. */
export const postMessage =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const wish = parse(SendMessage, request.body);
    const accepted = await accept(deps, wish, readIdempotencyKey(request, response));
    if (accepted.kind === 'created') return answer(response, presentNew(accepted.message, viewOf(response)));
    const { message } = await findMessage(deps, accepted.messageId);
    answer(response.set('Idempotent-Replayed', 'true'), presentAsAccepted(message, viewOf(response)));
  };
