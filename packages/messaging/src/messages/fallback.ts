import type { Category, Channel, SendFallback, SendMessage } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { v7 as uuidv7 } from 'uuid';
import { normalizeRecipient } from '../phone-number.ts';
import { Refusal, refuseField } from '../errors.ts';
import { chooseSender, type RecordedSender } from '../senders/sender.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { chooseContent, measure } from './content.ts';
import type { Enqueueing, NewFallback } from './message.ts';

type Deps = {
  defaultCountry: CountryCode;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
};

/** Names the field of a Refusal as one of the fallback. */
export const asOfFallback = (error: unknown): unknown =>
  error instanceof Refusal
    ? new Refusal(
        error.type,
        `fallback: ${error.message}`,
        error.errors.map((each) => ({ ...each, field: `fallback.${each.field}` })),
        { cause: error },
      )
    : error;

/**
 * Returns the fallback SMS of a WhatsApp message, checked as if it were sent now. The SMS is sent by the rules of the
 * message's category, so its template cannot be stricter. Throws a Refusal if it cannot be sent.
 */
export const draftFallback = async (
  deps: Deps,
  request: SendMessage,
  { senders, channel, category, now }: { senders: RecordedSender[]; channel: Channel; category: Category; now: Date },
): Promise<NewFallback | undefined> => {
  const { fallback } = request;
  if (!fallback) return undefined;
  if (channel !== 'whatsapp') throw refuseField('fallback', 'wrong_channel', 'goes with a WhatsApp message only');
  const drafted = await draft(deps, { ...complete(request, fallback), category }, senders).catch((error: unknown) => {
    throw asOfFallback(error);
  });
  return {
    id: uuidv7({ msecs: now.getTime() }),
    ...drafted,
    ...(fallback.after !== undefined && { after: fallback.after }),
    ...(request.valid_for !== undefined && { validFor: request.valid_for }),
  };
};

/** The fields that the SMS takes from the message if it has none of its own. */
const complete = ({ to, language, variables }: SendMessage, fallback: SendFallback): SendMessage => ({
  to,
  ...(fallback.template && { language, variables }),
  ...fallback,
});

const draft = async (deps: Deps, request: SendMessage, senders: RecordedSender[]) => {
  const template = request.template ? await deps.findTemplate(request.template, request.language) : undefined;
  const sender = chooseSender(senders, request, template);
  const content = chooseContent(request, template, 'sms');
  normalizeRecipient(request.to, { defaultCountry: deps.defaultCountry, channel: 'sms' }, 'channel');
  const segments = measure(content, 'sms', template);
  return { senderId: sender.id, content, ...(segments !== undefined && { segments }) };
};

type FallBackDeps = {
  clock: () => Date;
  /**
   * Creates messages for up to `limit` due fallback SMS whose WhatsApp message did not reach the person. Each is created
   * once, even with many callers. Returns the number of checked SMS, and the jobs. A campaign's SMS gets no job: it is
   * parked for the feeder.
   */
  fallBack: (at: Date, limit: number) => Promise<{ seen: number; jobs: Enqueueing[] }>;
  /** Never rejects. A maintenance task queues the jobs that could not be queued. */
  enqueue: (job: Enqueueing) => Promise<void>;
  /** Called for each SMS that is queued. */
  fellBack?: (job: Enqueueing) => void;
};

const batch = 500;

/** Queues the fallback SMS of messages that WhatsApp did not deliver. Returns the number of checked SMS. Workers may run it at once. */
export const fallBackToSms = async (deps: FallBackDeps): Promise<number> => {
  const { seen, jobs } = await deps.fallBack(deps.clock(), batch);
  for (const job of jobs) deps.fellBack?.(job);
  await Promise.all(jobs.map((job) => deps.enqueue(job)));
  return seen;
};
