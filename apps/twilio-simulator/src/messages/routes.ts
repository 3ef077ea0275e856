import express, { Router, type Response } from 'express';
import { z } from 'zod';
import type { Lifecycle } from '../delivery/lifecycle.ts';
import { answerEmpty, answerJson } from '../http/answer.ts';
import type { Answer } from '../http/request.ts';
import { answerRefusal, invalidParameter, notFound, type Refusal } from '../refusals/refusal.ts';
import { listRoute, type ListRouteDeps } from './list.ts';
import { mediaRoutes } from './media.ts';
import { isFinal, toMessageResource, type Message, type MessageLog } from './message.ts';

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
  router.use(mediaRoutes(deps));

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

/** `Status=canceled` cancels, an empty `Body` redacts. */
const UpdateForm = z.object({ Status: z.string().optional(), Body: z.string().optional() });
type UpdateForm = z.infer<typeof UpdateForm>;

const inFlight: Refusal = {
  status: 409,
  code: 20409,
  message: 'The message is still on its way: wait until it has ended',
};

const cancel = (message: Message, lifecycle: Pick<Lifecycle, 'cancel'>): Refusal | undefined => {
  if (message.status !== 'scheduled')
    return {
      status: 400,
      code: 30409,
      message: `Only a scheduled message can be canceled, this one is ${message.status}`,
    };
  lifecycle.cancel(message);
  return undefined;
};

const redact = (message: Message, now: number): Refusal | undefined => {
  if (!isFinal(message.status) && !message.settled) return inFlight;
  message.body = '';
  message.updatedAt = now;
  return undefined;
};

export type UpdateDeps = { now: () => number; lifecycle: Pick<Lifecycle, 'cancel'> };

/** Cancels or redacts a message, or says why not. */
const updateMessage = (deps: UpdateDeps, message: Message, form: UpdateForm): Refusal | undefined => {
  if (form.Status !== undefined && form.Status !== 'canceled')
    return invalidParameter('Status', 'it can only be set to canceled');
  if (form.Body !== undefined && form.Body !== '') return invalidParameter('Body', 'it can only be emptied');
  if (form.Status === 'canceled') return cancel(message, deps.lifecycle);
  return form.Body === '' ? redact(message, deps.now()) : undefined;
};
