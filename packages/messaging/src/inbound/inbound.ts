import type { Channel, ListInbound, Wish } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';
import { decodeCursor, pageOf } from '../pagination.ts';

/** The message that confirms a wish. */
export type NewConfirmation = {
  id: string;
  body: string;
  /** Of an SMS. */
  segments?: number;
  validUntil: Date;
  /** The same wish of this person was not confirmed since. */
  unlessSince: Date;
};

/** What a person wrote or pressed, and where Twilio keeps what came along. */
export type InboundContent = {
  body?: string;
  button?: { text?: string; payload?: string };
  media?: { url: string; contentType?: string }[];
};

/** A message that a person sent, as Twilio tells of it. */
export type InboundReport = {
  twilioSid: string;
  channel: Channel;
  /** E.164 as Twilio writes it, with or without a Brazilian ninth digit; of an SMS also a short code or a name. */
  from: string;
  /** The addresses of ours that it may have been sent to: the number, and the Messaging Service. */
  to: string[];
  content: InboundContent;
  /** As Twilio understood it, where it looks after opt-outs by itself. */
  wish?: Wish;
  /** Twilio tells the person what became of their STOP or START. */
  isAnswered?: true;
  /** The SID of the message that the person answered. */
  repliedTo?: string;
};

export type NewInbound = {
  id: string;
  twilioSid: string;
  receivedAt: Date;
  channel: Channel;
  from: string;
  /** The address of ours. */
  to: string;
  /** Absent when no sender has that address. */
  senderId?: string;
  content: InboundContent;
  wish?: Wish;
  repliedTo?: string;
  /** Leaves in the same commit, unless it did lately or the wish changes nothing. */
  confirmation?: NewConfirmation;
  /** Without `repliedTo`, it answers the last message of a campaign that left since. */
  answersSince: Date;
};

export type RecordedInbound = Omit<NewInbound, 'repliedTo' | 'answersSince' | 'confirmation' | 'to'> & {
  replyTo?: string;
  campaignId?: string;
};

/** `from` is E.164, in any spelling; `before` an id. */
export type InboundFilter = Omit<ListInbound, 'cursor'> & { before?: string };

type Deps = {
  defaultCountry: CountryCode;
  listInbound: (filter: InboundFilter) => Promise<RecordedInbound[]>;
};

/** What people sent, the newest first, a page at a time. Throws a Refusal of a number or a cursor that is none. */
export const listInbound = async (deps: Deps, { from, cursor, ...query }: ListInbound) => {
  const rules = { defaultCountry: deps.defaultCountry, channel: 'whatsapp', addsNinthDigit: true } as const;
  const found = await deps.listInbound({
    ...query,
    limit: query.limit + 1,
    ...(from !== undefined && { from: normalizeRecipient(from, rules, 'from').e164 }),
    ...(cursor !== undefined && { before: decodeCursor(cursor) }),
  });
  const { page, nextCursor } = pageOf(found, query.limit);
  return { messages: page, nextCursor };
};
