import type { Channel, DoubleOptIn, RecordConsent, SendMessage } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { contactOf } from '../contacts/contact-of.ts';
import { normalizeRecipient } from '../contacts/phone-number.ts';
import { refuseField } from '../errors.ts';
import { questionOf } from './double-opt-in.ts';

/** What a person said about marketing. `to` is E.164 and stands for each spelling of the number. */
export type NewConsent = {
  to: string;
  channel: Channel;
  granted: boolean;
  occurredAt: Date;
  recordedAt: Date;
  source: string;
  words: string;
  by: string;
  /** Of the campaign whose basis says so, and not the person. */
  campaignId?: string;
  /** The template that asks the person to confirm it: until they do it counts for nothing. */
  pending?: string;
};

/** An entry of the ledger: its place, from 1, which those written at once share, and the hash over it and all before it. */
export type RecordedConsent = NewConsent & { sequence: number; hash: Buffer };

/** `intact`: the entry says what it said when it was written, and its link of the chain is over it and the link before. */
export type ProvedConsent = RecordedConsent & { intact: boolean };

/** `intact`: no entry of the ledger was changed, taken out or put in between, and these say what they said. */
export type ConsentProof = { intact: boolean; consents: ProvedConsent[] };

/** Before it nobody could be asked for a text message: the time is wrong. */
const oldest = new Date('1990-01-01T00:00:00Z');

/** What is wrong with the time at which somebody is to have said something, if anything is. */
export const faultOfTime = (occurredAt: Date, now: Date): { reason: string; message: string } | undefined => {
  if (occurredAt > now) return { reason: 'in_future', message: 'is in the future' };
  return occurredAt < oldest ? { reason: 'too_long_ago', message: 'is before 1990' } : undefined;
};

type RecordDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Appends to the ledger, and to what it comes to: of a person and channel the latest holds, and at the same time a refusal. */
  insertConsent: (consent: NewConsent) => Promise<RecordedConsent>;
  findDoubleOptIn: () => Promise<DoubleOptIn>;
  /** Accepts the message that asks. Throws a Refusal when it cannot be sent. */
  ask: (question: SendMessage) => Promise<unknown>;
};

/**
 * Writes down what a person said about marketing, and asks them to confirm it where that is wished. Throws a Refusal of what
 * cannot have been said yet, of no number, and of a question that cannot be sent: then nobody is asked, and the entry stays
 * pending for good.
 */
export const recordConsent = async (deps: RecordDeps, consent: RecordConsent, by: string): Promise<RecordedConsent> => {
  const recordedAt = deps.clock();
  const occurredAt = new Date(consent.occurred_at);
  const fault = faultOfTime(occurredAt, recordedAt);
  if (fault) throw refuseField('occurred_at', fault.reason, fault.message);
  const { channel, granted, source, words } = consent;
  const to = normalizeRecipient(consent.to, { ...deps, channel: 'whatsapp', addsNinthDigit: true }, 'to').e164;
  const isAsked = granted && !consent.confirmed;
  const question = isAsked ? questionOf(await deps.findDoubleOptIn(), { to, channel }) : undefined;
  const said = { to, channel, granted, occurredAt, recordedAt, source, words, by };
  const recorded = await deps.insertConsent({ ...said, ...(question && { pending: question.template }) });
  if (question) await deps.ask(question);
  return recorded;
};

type ProveDeps = { defaultCountry: CountryCode; proveConsents: (to: string) => Promise<ConsentProof> };

/** All that a person said about marketing, and whether the ledger is as it was written. Throws a Refusal of no number. */
export const proveConsents = async (deps: ProveDeps, phone: string) => {
  const to = contactOf(phone, deps);
  return { to, ...(await deps.proveConsents(to)) };
};
