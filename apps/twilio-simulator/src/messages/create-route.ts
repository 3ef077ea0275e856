import type { RequestHandler, Response } from 'express';
import type { Faults } from '../faults/faults.ts';
import { spoilCreate } from '../faults/spoil-create.ts';
import { answerJson } from '../http/answer.ts';
import { answerRefusal, type Refusal } from '../refusals/refusal.ts';
import type { Timers } from '../timers.ts';
import type { CreateMessage } from './create.ts';
import { CreateForm } from './create-form.ts';
import { type MessageResource, toMessageResource } from './message-resource.ts';

export type CreateRouteDeps = {
  accountSid: string;
  createMessage: CreateMessage;
  faults: Pick<Faults, 'strike'>;
  timers: Timers;
};

const answer = (response: Response, created: MessageResource | Refusal) => {
  if ('code' in created) answerRefusal(response, created);
  else answerJson(response, 201, created);
};

/** Takes a message, unless something goes wrong before, after or meanwhile. */
export const createRoute = ({ accountSid, createMessage, faults, timers }: CreateRouteDeps): RequestHandler => {
  const accept = (form: CreateForm): MessageResource | Refusal => {
    const created = createMessage(form);
    return 'code' in created ? created : toMessageResource(accountSid, created);
  };
  return (request, response) => {
    const form = CreateForm.parse(request.body ?? {});
    const fault = faults.strike('create', form.To);
    if (!fault) return answer(response, accept(form));
    spoilCreate({
      response,
      fault,
      timers,
      accept: () => accept(form),
      answer: (created) => answer(response, created),
    });
  };
};
