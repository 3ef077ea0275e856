import type { ServerResponse } from 'node:http';
import type { Faults } from '../faults/faults.ts';
import { spoilCreate } from '../faults/spoil-create.ts';
import { answerJson } from '../http/answer.ts';
import { readForm } from '../http/read-form.ts';
import type { Answer } from '../http/step.ts';
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

const answer = (response: ServerResponse, created: MessageResource | Refusal) => {
  if ('code' in created) answerRefusal(response, created);
  else answerJson(response, 201, created);
};

/** Takes a message, unless something goes wrong before, after or meanwhile. */
export const createRoute = ({ accountSid, createMessage, faults, timers }: CreateRouteDeps): Answer => {
  const accept = (form: CreateForm): MessageResource | Refusal => {
    const created = createMessage(form);
    return 'code' in created ? created : toMessageResource(accountSid, created);
  };
  const create = (response: ServerResponse, form: CreateForm): void => {
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
  return async (request, response) => create(response, CreateForm.parse(await readForm(request)));
};
