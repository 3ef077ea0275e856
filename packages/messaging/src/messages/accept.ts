import type { SendingWindow, SendMessage } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { Refusal, refuseField, refuseKeyInUse } from '../errors.ts';
import { newId } from '../new-id.ts';
import { normalizeRecipient } from '../phone-number.ts';
import { chooseSender, type RecordedSender } from '../senders/sender.ts';
import { nextOpeningFor } from '../sending-window/window.ts';
import { categoryOf, type RecordedTemplate } from '../templates/template.ts';
import { findForContact, type ContactLanguages, type FindTemplateLanguages } from './contact-language.ts';
import { chooseContent, measure, type CategoryRules } from './content.ts';
import { draftFallback } from './fallback.ts';
import { checkMedia, type MediaDeps } from './media.ts';
import type { Enqueueing, NewMessage, outsideServiceWindow, ServiceWindowError } from './message.ts';

/** The use of an Idempotency-Key: one key of one caller names one request. */
export type IdempotencyKey = { owner: string; key: string; requestHash: Buffer };

export type Repeat =
  /** The same request came before; this is the message that it made. */
  | { kind: 'repeated'; messageId: string }
  /** The key was used before, with another request. */
  | { kind: 'reused' }
  /** The first request with the key is still running. */
  | { kind: 'in-use' };

/**
 * No message was created: the person opted out, gave no consent to marketing, or has not written lately enough for free
 * text.
 */
export type Excluded = {
  kind: 'excluded';
  reason: 'opted_out' | 'opt_out_unclear' | 'no_consent' | typeof outsideServiceWindow;
};

export type Inserted = { kind: 'created' } | Excluded | Repeat;

type Settings = {
  findSenders: () => Promise<RecordedSender[]>;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
  findTemplateLanguages: FindTemplateLanguages;
};

type Deps = Settings &
  CategoryRules &
  MediaDeps & {
    clock: () => Date;
    defaultCountry: CountryCode;
    /** The same as they were a moment ago, if that costs less. They can let a message pass, but not refuse it. */
    cached?: Settings;
    /** For templates of which the request names no language. */
    contactLanguages?: ContactLanguages;
    /** The hours in which marketing may be sent to a person, in the zone that was put for them, if one was. */
    findMarketingWindow: (to: string) => Promise<SendingWindow>;
    /** Commits the message unless its person must not get it, or finds what its key made before. Resolves after the commit. */
    insertMessage: (message: NewMessage, key?: IdempotencyKey) => Promise<Inserted>;
    /** Holds the message that an Idempotency-Key created; `undefined` for a new key. */
    findKey: (key: IdempotencyKey) => Promise<Repeat | undefined>;
    /** Names the provider's code for free text outside WhatsApp's 24 hours, for the text of the refusal. */
    serviceWindowError?: Pick<ServiceWindowError, 'code'>;
    /** Begins to queue the message, so the response need not wait. The maintenance task queues what failed. */
    enqueueSoon: (job: Enqueueing) => void;
  };

/** Holds the response to the caller: the accepted message, or the id of the message that its key created before. */
export type Accepted = { kind: 'created'; message: NewMessage } | { kind: 'repeated'; messageId: string };

/** Makes a message durable, then puts it in its sender's queue. Throws a Refusal for what cannot be sent. */
export const accept = async (
  deps: Deps,
  request: SendMessage,
  key?: IdempotencyKey,
  apiKeyId?: string,
): Promise<Accepted> => {
  const drafted = await draftUnlessRepeated(deps, request, key);
  if (drafted.kind !== 'new') return answerRepeat(drafted);
  const message = { ...drafted.message, ...(apiKeyId !== undefined && { apiKeyId }) };
  const inserted = await deps.insertMessage(message, key);
  if (inserted.kind === 'excluded') throw refuseExcluded(inserted, deps);
  if (inserted.kind !== 'created') return answerRepeat(inserted);
  deps.enqueueSoon(enqueueingOf(message));
  return { kind: 'created', message };
};

/** Returns the message's content and sender. Throws a Refusal if it cannot be sent. */
const draftBy = async (
  { findSenders, findTemplate, findTemplateLanguages }: Settings,
  deps: Deps,
  request: SendMessage,
): Promise<NewMessage> => {
  const now = deps.clock();
  const { defaultCountry, contactLanguages } = deps;
  const findFor = findForContact({ defaultCountry, findTemplate, findTemplateLanguages, contactLanguages }, request.to);
  const [senders, template] = await Promise.all([
    findSenders(),
    request.template ? findFor(request.template, request.language) : undefined,
  ]);
  const sender = chooseSender(senders, request, template);
  const content = chooseContent(request, template, sender.channel, deps);
  const { e164, country } = normalizeRecipient(request.to, { defaultCountry, channel: sender.channel });
  const segments = measure(content, sender.channel, template);
  const category = request.category ?? (template ? categoryOf(template) : 'utility');
  const fallback =
    request.fallback &&
    (await draftFallback({ defaultCountry, findTemplate: findFor }, request, {
      senders,
      channel: sender.channel,
      category,
      now,
    }));
  await checkMedia(deps, { channel: sender.channel, content, template });
  const schedule = scheduleOf(request, now);
  const isMarketing = category === 'marketing';
  return {
    id: newId(now),
    senderId: sender.id,
    channel: sender.channel,
    category,
    to: e164,
    ...(country !== undefined && { country }),
    content,
    ...(segments !== undefined && { segments }),
    ...(request.reference !== undefined && { reference: request.reference }),
    ...(request.metadata !== undefined && { metadata: request.metadata }),
    createdAt: now,
    ...(isMarketing
      ? withinMarketingHours(schedule, { to: e164, window: await deps.findMarketingWindow(e164), now })
      : schedule),
    ...(fallback && { fallback }),
  };
};

const draft = async (deps: Deps, request: SendMessage): Promise<NewMessage> => {
  if (!deps.cached) return draftBy(deps, deps, request);
  try {
    return await draftBy(deps.cached, deps, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return draftBy(deps, deps, request);
  }
};

/**
 * An accepted message stays accepted: a repeated request is not checked against templates or senders that changed
 * since.
 */
const draftUnlessRepeated = async (deps: Deps, request: SendMessage, key?: IdempotencyKey) => {
  try {
    return { kind: 'new', message: await draft(deps, request) } as const;
  } catch (error) {
    const before = key && error instanceof Refusal ? await deps.findKey(key) : undefined;
    if (!before) throw error;
    return before;
  }
};

const answerRepeat = (repeat: Repeat): Accepted => {
  if (repeat.kind === 'repeated') return repeat;
  if (repeat.kind === 'in-use') throw refuseKeyInUse();
  throw new Refusal(
    'idempotency-key-reused',
    'This Idempotency-Key was already used with a different body. Use a new key for a new message',
  );
};

const fieldAndMessage = ({
  serviceWindowError,
}: Deps): Record<Excluded['reason'], readonly [field: string, message: string]> => ({
  opted_out: ['to', 'this person opted out of these messages'],
  opt_out_unclear: ['to', 'this person may have opted out of marketing: read their message, then opt them out or in'],
  no_consent: ['to', 'this person has not given consent to marketing. Record the consent first'],
  outside_service_window: [
    'body',
    "is allowed on WhatsApp only within 24 hours of the person's last message to this sender" +
      `${serviceWindowError ? ` (Twilio error ${serviceWindowError.code})` : ''}. Use a template`,
  ],
});

const refuseExcluded = ({ reason }: Excluded, deps: Deps): Refusal => {
  const [field, message] = fieldAndMessage(deps)[reason];
  return refuseField(field, reason, message);
};

const enqueueingOf = ({ id, senderId, sendAt, dueAt = sendAt, segments }: NewMessage): Enqueueing => ({
  messageId: id,
  senderId,
  ...(dueAt && { at: dueAt }),
  ...(segments !== undefined && { segments }),
});

const hour = 3_600_000;
const gracePeriodMs = hour;
const horizon = 366 * 24 * hour;

type ScheduleRequest = Pick<SendMessage, 'send_at' | 'valid_for'>;

/** When a message may leave and until when it is worth sending. `valid_for` counts from the time it may leave. */
export const scheduleOf = (input: ScheduleRequest, now: Date): { sendAt?: Date; validUntil?: Date } => {
  const sendAt = input.send_at === undefined ? undefined : new Date(input.send_at);
  if (sendAt && sendAt.getTime() < now.getTime() - gracePeriodMs)
    throw refuseField('send_at', 'in_the_past', 'is more than an hour ago');
  if (sendAt && sendAt.getTime() > now.getTime() + horizon)
    throw refuseField('send_at', 'too_far', 'is more than a year ahead');
  const from = Math.max(now.getTime(), sendAt?.getTime() ?? 0);
  return {
    ...(sendAt && { sendAt }),
    ...(input.valid_for !== undefined && { validUntil: new Date(from + input.valid_for * 1000) }),
  };
};

type Schedule = { sendAt?: Date; validUntil?: Date };

/** `dueAt` is when it may leave, if it has to wait; `windowUntil` until when, or it waits for the next day. */
type WithinHours = Schedule & { dueAt?: Date; windowUntil: Date };

type Marketing = { to: string; window: SendingWindow; now: Date };

/**
 * Moves marketing into the hours for it where its person lives. How long it is worth sending counts from then. Throws a
 * Refusal when there are no such hours.
 */
export const withinMarketingHours = (schedule: Schedule, { to, window, now }: Marketing): WithinHours => {
  const requestedAt = schedule.sendAt && schedule.sendAt > now ? schedule.sendAt : now;
  const opening = nextOpeningFor(to, window, requestedAt);
  if (!opening)
    throw refuseField(
      'to',
      'never_opens',
      'there is no allowed sending time: the marketing window is never open in all time zones of this number at once',
    );
  const { validUntil } = schedule;
  const waitMs = opening.from.getTime() - requestedAt.getTime();
  return {
    ...schedule,
    ...(validUntil && { validUntil: new Date(validUntil.getTime() + waitMs) }),
    ...(waitMs > 0 && { dueAt: opening.from }),
    windowUntil: opening.until,
  };
};
