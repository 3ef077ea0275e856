import type { Channel, SendMessage } from '@recado/contract';
import { Refusal, refuseField } from '../errors.ts';
import type { RecordedTemplate } from '../templates/template.ts';

export type Interruption = { until: Date; reason: string };

/** A sender is what Twilio and Meta limit: one address with its messages per second. */
export type RecordedSender = {
  id: string;
  channel: Channel;
  /** It is E.164, a short code, an alphanumeric sender, or the `MG…` SID of a Messaging Service. */
  address: string;
  /** Messages a second, segments a second for SMS. */
  mps: number;
  dailyLimit: number | null;
  /** Names the Meta business portfolio. Its senders share one limit of people per day. */
  portfolio?: string;
  /** The limit of people per day in force: the lowest that is set in its portfolio, else the lowest of WhatsApp's. */
  peopleLimit?: number;
  /** People reached in the last 24 hours by its portfolio, if there is a limit and it was asked for. */
  reached?: number;
  /** The quality of a WhatsApp sender, as Twilio told it last. */
  quality?: SenderQuality;
  /** Marketing waits since then, because WhatsApp rates the quality of the sender `by` as low. */
  marketingPause?: { since: Date; by: string };
  paused: boolean;
  pausedReason?: string;
  /** The last signal that it was too fast. See effectiveRate. */
  throttle?: Throttle;
  /** Twilio takes nothing of it until then. */
  onHold?: Interruption;
  /** A worker does not reach Twilio, and tries again then. */
  outage?: Interruption;
  /** Marketing waits since then, until inbound messages are read from Twilio's list. */
  inboundBehindSince?: Date;
  /** The last read of that list failed for this reason. */
  inboundProblem?: string;
  createdAt: Date;
  updatedAt: Date;
};

export type QualityRating = 'low' | 'medium' | 'high';

/** The rating of a sender at WhatsApp, and the people that it may reach in a day; null if there is no limit. */
export type QualityFacts = { rating?: QualityRating; messagingLimit?: number | null };

export type SenderQuality = QualityFacts & { checkedAt: Date };

type SenderRequest = Pick<SendMessage, 'sender' | 'channel'>;

/**
 * Chooses the sender of a message: the one it names, otherwise the first that works on its channel. The channel is the
 * one that the message names, its template's, or the first sender's. A paused sender is chosen only if no other is
 * left.
 */
export const chooseSender = (
  senders: RecordedSender[],
  request: SenderRequest,
  template?: RecordedTemplate,
): RecordedSender => {
  if (request.sender) return named(senders, request.sender, request);
  const channel = request.channel ?? template?.channel ?? senders[0]?.channel;
  const able = senders.filter((sender) => sender.channel === channel);
  const sender = able.find((candidate) => !candidate.paused) ?? able[0];
  if (sender) return sender;
  if (!senders.length)
    throw new Refusal('conflict', 'There is no sender. Set one in RECADO_SENDERS or PUT /v1/senders/:id');
  throw refuseField('channel', 'no_sender', `no sender works on ${channel}`);
};

const named = (senders: RecordedSender[], id: string, request: SenderRequest): RecordedSender => {
  const sender = senders.find((candidate) => candidate.id === id);
  if (!sender) throw refuseField('sender', 'unknown_sender', `there is no sender ${id}`);
  if (request.channel && request.channel !== sender.channel)
    throw refuseField('channel', 'wrong_channel', `sender ${id} sends ${sender.channel}, not ${request.channel}`);
  return sender;
};

/** The last signal that a sender is too fast for Twilio or a carrier. */
export type Throttle = {
  /** Messages a second right after the signal. */
  rate: number;
  at: Date;
  /** Holds Twilio's code. */
  cause?: number;
};

const floor = 1 / 8;
const climb = 1 / 10;
const climbEveryMs = 5_000;
const oneHalvingPerMs = 2_000;

/** Messages a second that a sender may send now: what a throttle left of it, climbing back step by step to `mps`. */
export const effectiveRate = (mps: number, throttle: Throttle | undefined, now: Date): number => {
  if (!throttle) return mps;
  const steps = Math.max(0, Math.floor((now.getTime() - throttle.at.getTime()) / climbEveryMs));
  return Math.min(mps, throttle.rate + steps * climb * mps);
};

/**
 * The throttle after a new signal, or `undefined` when the last one is so fresh that both mean the same. Many workers see
 * the same overload at once; it halves the rate once.
 */
export const halveRate = (
  mps: number,
  before: Throttle | undefined,
  now: Date,
  cause?: number,
): Throttle | undefined => {
  if (before && now.getTime() - before.at.getTime() < oneHalvingPerMs) return undefined;
  const rate = Math.max(mps * floor, effectiveRate(mps, before, now) / 2);
  return { rate, at: now, ...(cause !== undefined && { cause }) };
};
