import { channelOf } from '../messages/create-form.ts';
import type { Message, Status } from '../messages/message.ts';
import type { Chance, Timers } from '../timers.ts';
import { deliveryPlanOf, plan, priceOf, type DeliveryPlan, type Step } from './plan.ts';

export type Pace = {
  /** Counts the milliseconds between two statuses. */
  stepMs: number;
  /** Varies a step at random, as a share of `stepMs`. */
  jitter: number;
  /** Share of delivered WhatsApp messages that are read. */
  readShare: number;
  /** Milliseconds from the last status to the price. */
  priceDelayMs: number;
};

export type LifecycleDeps = {
  pace: Pace;
  timers: Timers;
  /** It is in epoch milliseconds. */
  now: () => number;
  chance: Chance;
  chooseSender: (to: string) => string;
  isOptedOut: (to: string, from: string) => boolean;
  /** Checks that the WhatsApp service window of this person is open for that sender or Messaging Service. */
  isWindowOpen: (to: string, from: string) => boolean;
  /** Returns the code by which WhatsApp fails messages of a content, if it does. */
  stoppingCodeOf: (contentSid: string) => number | undefined;
  /** Returns the code by which a message fails because of its files. */
  checkMedia: (message: Message) => Promise<number | undefined>;
  onMoved: (message: Message, from: Status) => void;
  /** The message has its price, or none. */
  onPriced: (message: Message) => void;
};

/** Counts the segments of an SMS. Everything else counts as one. */
export const segmentsOf = (to: string, body: string): number => (channelOf(to) === 'sms' ? countSegments(body) : 1);

/** Moves each message from its create call to its final status. */
export const makeLifecycle = (deps: LifecycleDeps) => {
  const { pace, timers, now, chance } = deps;
  const stepMs = () => pace.stepMs * (1 + pace.jitter * (2 * chance() - 1));

  const price = (message: Message) => {
    message.price = priceOf(message);
    message.updatedAt = now();
    deps.onPriced(message);
  };

  const settle = (message: Message) => {
    message.settled = true;
    timers.after(pace.priceDelayMs, () => price(message));
  };

  const findSender = (message: Message) => {
    message.from ??= deps.chooseSender(message.to);
    message.numSegments = segmentsOf(message.to, message.body);
  };

  const move = (message: Message, { status, errorCode }: Omit<Step, 'afterMs'>) => {
    const from = message.status;
    message.status = status;
    message.errorCode = errorCode ?? null;
    message.updatedAt = now();
    if (status === 'queued') findSender(message);
    if (status === 'sent') message.sentAt = message.updatedAt;
    deps.onMoved(message, from);
  };

  const follow = (message: Message, [step, ...rest]: Step[]): void => {
    if (!step) return settle(message);
    timers.after(step.afterMs, () => {
      // A scheduled message may have been canceled since.
      if (message.settled) return;
      move(message, step);
      follow(message, rest);
    });
  };

  const codeOfFailure = ({ to, messagingServiceSid, contentSid }: Message): number | undefined => {
    if (messagingServiceSid && deps.isOptedOut(to, messagingServiceSid)) return 21610;
    return contentSid && channelOf(to) === 'whatsapp' ? deps.stoppingCodeOf(contentSid) : undefined;
  };

  const isOutsideWindow = ({ to, from, messagingServiceSid, contentSid }: Message): boolean =>
    channelOf(to) === 'whatsapp' && !contentSid && !deps.isWindowOpen(to, from ?? messagingServiceSid ?? '');

  const planOfMessage = (message: Message): DeliveryPlan => {
    if (isOutsideWindow(message)) return { end: 'undelivered', errorCode: 63016 };
    const errorCode = codeOfFailure(message);
    return errorCode === undefined ? deliveryPlanOf(message.to) : { end: 'failed', errorCode };
  };

  const planOf = (message: Message, deliveryPlan: DeliveryPlan): Step[] =>
    plan({
      channel: channelOf(message.to),
      initial: message.status,
      deliveryPlan,
      validityMs: message.validityPeriod * 1000,
      stepMs,
      isRead: () => chance() < pace.readShare,
    });

  const begin = (message: Message): void => {
    if (message.media.length > 0) void beginWithMedia(message);
    else follow(message, planOf(message, planOfMessage(message)));
  };

  const beginWithMedia = async (message: Message): Promise<void> => {
    const errorCode = await deps.checkMedia(message);
    const end = channelOf(message.to) === 'whatsapp' ? 'undelivered' : 'failed';
    follow(message, planOf(message, errorCode === undefined ? planOfMessage(message) : { end, errorCode }));
  };

  return {
    start: (message: Message): void => {
      if (message.sendAt === null) return begin(message);
      timers.after(message.sendAt - now(), () => {
        if (!message.settled) begin(message);
      });
    },
    /** May be called only while the message is scheduled. */
    cancel: (message: Message): void => {
      message.settled = true;
      move(message, { status: 'canceled' });
    },
  };
};
export type Lifecycle = ReturnType<typeof makeLifecycle>;

/** Capacity of one SMS, and of each part of a longer text: septets in GSM-7, units of 16 bits in UCS-2. */
const gsm7 = { single: 160, part: 153 };
const ucs2 = { single: 70, part: 67 };

const graphemes = new Intl.Segmenter();

/** The SMS segments that a text is billed as; an empty text is one. */
export const countSegments = (text: string): number => {
  if (text.length <= ucs2.single) return 1;
  const septets = septetsOf(text);
  return septets ? countParts(septets, gsm7) : countParts(unitsOf(text), ucs2);
};

/** Keeps a visible character in one part: the family emoji is several code points. */
const unitsOf = (text: string): number[] => Array.from(graphemes.segment(text), ({ segment }) => segment.length);

/** A character that does not fit the rest of a part opens the next one. A longer one than a part flows over. */
const countParts = (sizes: number[], { single, part }: typeof gsm7): number => {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= single) return 1;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part && size <= part) [parts, used] = [parts + 1, 0];
    used += size;
    for (; used > part; used -= part) parts += 1;
  }
  return parts;
};

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
  'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';

/** Maps each character of GSM 03.38 to its septets: an extension character needs an escape septet. */
const septetTable = new Map([
  ...Array.from(basic, (character) => [character, 1] as const),
  ...Array.from(extension, (character) => [character, 2] as const),
]);

/** The septets of each character, or undefined when one is not in GSM-7. */
const septetsOf = (text: string): number[] | undefined => {
  const counts: number[] = [];
  for (const character of text) {
    const count = septetTable.get(character);
    if (count === undefined) return undefined;
    counts.push(count);
  }
  return counts;
};
