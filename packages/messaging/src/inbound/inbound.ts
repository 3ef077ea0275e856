import type { Channel, Wish } from '@recado/contract';
import type { NewConfirmation } from './opt-out-confirmation.ts';

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
