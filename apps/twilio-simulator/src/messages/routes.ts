import express, { Router, type Response } from 'express';
import type { Lifecycle } from '../delivery/lifecycle.ts';
import { answerEmpty, answerJson } from '../http/answer.ts';
import type { Answer } from '../http/request.ts';
import { answerRefusal, invalidParameter, notFound } from '../refusals/refusal.ts';
import { listRoute, type ListRouteDeps } from './list.ts';
import { isFinal, toMessageResource, type MessageLog, type Message } from './message.ts';
import { inFlight, UpdateForm, updateMessage } from './update.ts';

export type MessageRoutesDeps = ListRouteDeps & {
  create: Answer;
  messageLog: MessageLog;
  lifecycle: Pick<Lifecycle, 'cancel'>;
};

const listPath = '/Messages.json';
const messagePath = '/Messages/:sid.json';

/** Twilio's Messages API, under `/2010-04-01/Accounts/{AccountSid}`. */
export const messageRoutes = (deps: MessageRoutesDeps): Router => {
  const { accountSid, messageLog } = deps;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 200 });
  const answerMessage = (response: Response, status: number, message: Message) =>
    answerJson(response, status, toMessageResource(accountSid, message));

  router.post(listPath, deps.create);
  router.get(listPath, listRoute(deps));

  /** undefined once it has answered that there is no such message. */
  const find = (sid: string, path: string, response: Response): Message | undefined => {
    const message = messageLog.get(sid);
    if (!message) answerRefusal(response, notFound(path));
    return message;
  };

  router.get(messagePath, (request, response) => {
    const message = find(request.params.sid, request.baseUrl + request.path, response);
    if (message) answerMessage(response, 200, message);
  });

  router.post(messagePath, form, (request, response) => {
    const message = find(request.params.sid, request.baseUrl + request.path, response);
    if (!message) return;
    const update = UpdateForm.safeParse(request.body ?? {});
    const refusal = update.success
      ? updateMessage(deps, message, update.data)
      : invalidParameter(String(update.error.issues[0]?.path[0]), 'give it once');
    if (refusal) answerRefusal(response, refusal);
    else answerMessage(response, 200, message);
  });

  router.delete(messagePath, (request, response) => {
    const message = find(request.params.sid, request.baseUrl + request.path, response);
    if (!message) return;
    if (!isFinal(message.status) && !message.settled) return answerRefusal(response, inFlight);
    messageLog.remove(message);
    answerEmpty(response);
  });

  return router;
};
