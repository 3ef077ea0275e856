import type { ServerResponse } from 'node:http';
import { renderContent, type Contents } from '../content/content.ts';
import { segmentsOf, type Lifecycle } from '../delivery/lifecycle.ts';
import type { Faults } from '../faults/faults.ts';
import { spoilCreate } from '../faults/spoil-create.ts';
import { answerJson, sequencedSid } from '../http/answer.ts';
import { readForm, type Answer } from '../http/request.ts';
import { answerRefusal, type Refusal } from '../refusals/refusal.ts';
import { refuse, type Premises } from '../refusals/rules.ts';
import type { Timers } from '../timers.ts';
import { CreateForm, draftOf, type Draft } from './create-form.ts';
import { mediaFile, toMessageResource, type Message, type MessageLog, type MessageResource } from './message.ts';

export type CreateDeps = {
  /** It is in epoch milliseconds. */
  now: () => number;
  premises: Omit<Premises, 'now'>;
  contents: Pick<Contents, 'get'>;
  messageLog: Pick<MessageLog, 'add'>;
  lifecycle: Pick<Lifecycle, 'start'>;
  onCreated: (message: Message) => void;
  onRefused: () => void;
};

const defaultValidity = 36_000;

/** Accepts a message, or refuses it as Twilio would. */
export const makeCreateMessage = (deps: CreateDeps) => {
  let sequence = 0;
  return (form: CreateForm): Message | Refusal => {
    const draft = draftOf(form);
    const now = deps.now();
    const refusal = refuse(draft, { ...deps.premises, now });
    if (refusal) {
      deps.onRefused();
      return refusal;
    }
    sequence += 1;
    const message = messageOf(draft, bodyOf(draft, deps.contents), sequence, now);
    deps.messageLog.add(message);
    deps.onCreated(message);
    deps.lifecycle.start(message);
    return message;
  };
};

const initialStatus = ({ SendAt, From }: CreateForm) => {
  if (SendAt) return 'scheduled';
  return From ? 'queued' : 'accepted';
};

const bodyOf = ({ form, variables }: Draft, contents: CreateDeps['contents']) =>
  form.ContentSid ? renderContent(form.ContentSid, contents.get(form.ContentSid), variables) : form.Body;

const messageOf = (draft: Draft, body: string, sequence: number, now: number): Message => {
  const { form } = draft;
  const hasMedia = form.MediaUrl.length > 0 && !form.ContentSid;
  return {
    sid: sequencedSid(hasMedia ? 'MM' : 'SM', sequence),
    sequence,
    to: form.To,
    from: form.From || null,
    messagingServiceSid: form.MessagingServiceSid || null,
    body,
    contentSid: form.ContentSid || null,
    ...(form.ContentVariables && { contentVariables: form.ContentVariables }),
    media: hasMedia ? form.MediaUrl.map((url) => mediaFile(url)) : [],
    numSegments: form.From ? segmentsOf(form.To, body) : 0,
    status: initialStatus(form),
    errorCode: null,
    price: null,
    createdAt: now,
    updatedAt: now,
    sentAt: null,
    validityPeriod: Number(form.ValidityPeriod) || defaultValidity,
    sendAt: form.SendAt ? Date.parse(form.SendAt) : null,
    statusCallback: form.StatusCallback || null,
    settled: false,
  };
};

type CreateMessage = ReturnType<typeof makeCreateMessage>;

export type CreateRouteDeps = {
  accountSid: string;
  createMessage: CreateMessage;
  messageLog: Pick<MessageLog, 'newestFirst'>;
  faults: Pick<Faults, 'strike'>;
  timers: Timers;
};

/** Accepts a message, or applies a fault to the call. */
export const createRoute = ({ accountSid, createMessage, messageLog, faults, timers }: CreateRouteDeps): Answer => {
  const accept = (form: CreateForm): MessageResource | Refusal => {
    const created = createMessage(form);
    return 'code' in created ? created : toMessageResource(accountSid, created);
  };
  const olderSid = ({ sid, to }: MessageResource): string | undefined => {
    const older = (address?: string) => messageLog.newestFirst(address).find((message) => message.sid !== sid)?.sid;
    return older(to) ?? older();
  };
  const create = (response: ServerResponse, form: CreateForm): void => {
    const fault = faults.strike('create', form.To);
    if (!fault) return answer(response, accept(form));
    spoilCreate({
      response,
      fault,
      timers,
      accept: () => accept(form),
      olderSid,
      answer: (created) => answer(response, created),
    });
  };
  return async (request, response) => create(response, CreateForm.parse(await readForm(request)));
};

const answer = (response: ServerResponse, created: MessageResource | Refusal) => {
  if ('code' in created) answerRefusal(response, created);
  else answerJson(response, 201, created);
};
