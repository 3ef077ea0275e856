import type { Channel, InboundOptOut, ListInbound, ReplyKeyword } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';
import { pageOf, withRange, type ListRange, type RangeQuery } from '../pagination.ts';

/** Describes the message that confirms an opt-out or opt-in. */
export type NewConfirmation = {
  id: string;
  body: string;
  /** Counts the SMS segments of the confirmation. */
  segments?: number;
  validUntil: Date;
  /** It is not sent if the same keyword of this person was confirmed after this time. */
  unlessSince: Date;
};

/** Holds the text or button of an inbound message, and Twilio's URLs of its media. */
export type InboundContent = {
  body?: string;
  button?: { text?: string; payload?: string };
  media?: { url: string; contentType?: string }[];
};

/** Describes an inbound message as Twilio reports it. */
export type InboundReport = {
  twilioSid: string;
  channel: Channel;
  /**
   * Names the sender in E.164, in Twilio's spelling. An SMS may also come from a short code or a name, and WhatsApp may
   * give an id.
   */
  from: string;
  /** The id of WhatsApp of the person whose number is `from`. */
  whatsappId?: string;
  /** The addresses of ours that it may have been sent to: the number, and the Messaging Service. */
  to: string[];
  content: InboundContent;
  /** As Twilio understood it, where it looks after opt-outs by itself. */
  wish?: ReplyKeyword;
  /** True if Twilio itself confirms the person's STOP or START. */
  isAnswered?: true;
  /** Names the SID of the message that the person answered. */
  repliedTo?: string;
  /** When Twilio received it, if that is known; otherwise it is new. */
  receivedAt?: Date;
};

/** Messages to one of our addresses, received at Twilio since then. */
export type InboundListQuery = { channel: Channel; address: string; since: Date };

export type NewInbound = {
  id: string;
  twilioSid: string;
  receivedAt: Date;
  /** `receivedAt` is Twilio's, and the person may have written since. Otherwise this is the person's latest message. */
  isListed?: true;
  channel: Channel;
  from: string;
  /** From now on, `from` and this id are one person. */
  whatsappId?: string;
  /** Names the address of ours. */
  to: string;
  /** Absent when no sender has that address. */
  senderId?: string;
  content: InboundContent;
  wish?: ReplyKeyword;
  /** Holds a request in a sentence. A message that is a keyword has none. */
  optOutRequest?: InboundOptOut;
  repliedTo?: string;
  /** Queued in the same commit, unless one was sent lately or the keyword changes nothing. */
  confirmation?: NewConfirmation;
  /** Without `repliedTo`, it answers the last message of a campaign that left since. */
  answersSince: Date;
};

export type RecordedInbound = Omit<
  NewInbound,
  'repliedTo' | 'isListed' | 'answersSince' | 'confirmation' | 'to' | 'whatsappId'
> & {
  replyTo?: string;
  campaignId?: string;
};

/** `from` is E.164, in any spelling. */
export type InboundFilter = ListRange & Omit<ListInbound, keyof RangeQuery>;

type Deps = {
  defaultCountry: CountryCode;
  loadInbound: (filter: InboundFilter) => Promise<RecordedInbound[]>;
};

/** Returns inbound messages, a page at a time. Throws a Refusal for an invalid number or cursor. */
export const listInbound = async (deps: Deps, { from, ...query }: ListInbound) => {
  const rules = { defaultCountry: deps.defaultCountry, channel: 'whatsapp', addsNinthDigit: true } as const;
  const found = await deps.loadInbound({
    ...withRange(query),
    ...(from !== undefined && { from: normalizeRecipient(from, rules, 'from').e164 }),
  });
  const { page, nextCursor } = pageOf(found, query.limit);
  return { messages: page, nextCursor };
};
