import { ListSenderHistory, PutSender, SenderId, type SenderHistory, type SenderPage } from '@recado/contract';
import {
  putSender as put,
  Refusal,
  senderHistory,
  type PutSenderDeps,
  type RecordedSender,
  type SenderHistoryDeps,
} from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { actorOf } from '../auth/caller.ts';
import { parse } from '../http/parse.ts';
import { presentSender } from '../present/settings.ts';

type GetSenderDeps = { clock: () => Date; findSender: (id: string) => Promise<RecordedSender | undefined> };

export const getSender =
  (deps: GetSenderDeps): RequestHandler =>
  async (request, response) => {
    const sender = await deps.findSender(senderIdOf(request));
    if (!sender) throw new Refusal('not-found', 'There is no such sender');
    response.json(presentSender(sender, deps.clock()));
  };

type ListSendersDeps = { clock: () => Date; findSenders: () => Promise<RecordedSender[]> };

export const listSenders =
  (deps: ListSendersDeps): RequestHandler =>
  async (_request, response) => {
    const now = deps.clock();
    const page: SenderPage = { data: (await deps.findSenders()).map((sender) => presentSender(sender, now)) };
    response.json(page);
  };

export const getSenderHistory =
  (deps: SenderHistoryDeps): RequestHandler =>
  async (request, response) => {
    const { hours } = parse(ListSenderHistory, request.query);
    const { stepSeconds: step, points, events } = await senderHistory(deps, senderIdOf(request), hours);
    const history: SenderHistory = {
      step,
      points: points.map((point) => ({ ...point, at: point.at.toISOString() })),
      events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
    };
    response.json(history);
  };

/** Creates a sender (201), or changes the values of one that the body names (200). */
export const putSender =
  (deps: PutSenderDeps): RequestHandler =>
  async (request, response) => {
    const id = senderIdOf(request);
    const { kind, sender } = await put(deps, id, parse(PutSender, request.body), { actor: actorOf(response) });
    if (kind === 'created') response.status(201).location(`/v1/senders/${id}`);
    response.json(presentSender(sender, deps.clock()));
  };

/** Returns a sender's id from the path. An invalid id is not found. */
const senderIdOf = (request: Request): string => {
  const id = SenderId.safeParse(request.params['id']);
  if (!id.success) throw new Refusal('not-found', 'A sender has an id of lower-case letters, digits, _ and -');
  return id.data;
};
