import type { Contents } from '../content/contents.ts';
import { renderContent } from '../content/render.ts';
import { segmentsOf, type Lifecycle } from '../delivery/lifecycle.ts';
import { sequencedSid } from '../http/format.ts';
import type { Refusal } from '../refusals/refusal.ts';
import { refuse } from '../refusals/refuse.ts';
import type { Premises } from '../refusals/rule.ts';
import { draftOf, type CreateForm, type Draft } from './create-form.ts';
import type { Ledger } from './ledger.ts';
import type { Message } from './message.ts';

export type CreateDeps = {
  /** Epoch milliseconds. */
  now: () => number;
  premises: Omit<Premises, 'now'>;
  contents: Pick<Contents, 'get'>;
  ledger: Pick<Ledger, 'add'>;
  lifecycle: Pick<Lifecycle, 'start'>;
  onCreated: (message: Message) => void;
  onRefused: () => void;
};

const defaultValidity = 36_000;

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
    numMedia: hasMedia ? form.MediaUrl.length : 0,
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

/** Takes a message, or says as Twilio would why not. */
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
    deps.ledger.add(message);
    deps.onCreated(message);
    deps.lifecycle.start(message);
    return message;
  };
};
export type CreateMessage = ReturnType<typeof makeCreateMessage>;
