import type { Channel, DoubleOptIn, PutSettings, RecordConsent, SendMessage } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { writeAccess, type AccessDeps, type AuditEntry, type ByActor } from '../audit/audit.ts';
import { contactOf, maskNumber, normalizeRecipient } from '../phone-number.ts';
import { refuseField } from '../errors.ts';
import { categoryOf, type RecordedTemplate } from '../templates/template.ts';

/** Describes one consent or refusal of marketing. `to` is E.164 and stands for each spelling of the number. */
export type NewConsent = {
  to: string;
  channel: Channel;
  granted: boolean;
  occurredAt: Date;
  recordedAt: Date;
  source: string;
  words: string;
  by: string;
  /** The campaign whose basis claims the consent, if it did not come from the person. */
  campaignId?: string;
  /** The template that asks the person to confirm it: until they do it counts for nothing. */
  pending?: string;
};

/**
 * Describes an entry of the ledger: its place, from 1, which those written at once share, and the hash over it and all
 * before it.
 */
export type RecordedConsent = NewConsent & { sequence: number; hash: Buffer };

/** `intact`: the entry says what it said when it was written, and its link of the chain is over it and the link before. */
export type ProvedConsent = RecordedConsent & { intact: boolean };

/**
 * Holds a person's entries. `intact`: these and their links say what they said, and the last verification of the whole
 * ledger, which ended at `verifiedAt`, found no broken link.
 */
export type ConsentProof = { intact: boolean; verifiedAt?: Date; consents: ProvedConsent[] };

/** Nobody could be asked by text message before this, so the time is wrong. */
const oldest = new Date('1990-01-01T00:00:00Z');

/** Returns the fault of a consent's time, if there is one. */
export const faultOfTime = (occurredAt: Date, now: Date): { reason: string; message: string } | undefined => {
  if (occurredAt > now) return { reason: 'in_future', message: 'is in the future' };
  return occurredAt < oldest ? { reason: 'too_long_ago', message: 'is before 1990' } : undefined;
};

type RecordDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Appends to the ledger, and to what it comes to: of a person and channel the latest holds, and at the same time a refusal. */
  insertConsent: (consent: NewConsent, audit: AuditEntry) => Promise<RecordedConsent>;
  findDoubleOptIn: () => Promise<DoubleOptIn>;
  /** Accepts the message that asks. Throws a Refusal when it cannot be sent. */
  ask: (question: SendMessage) => Promise<unknown>;
};

/**
 * Records a consent, and asks the person to confirm it if double opt-in is on. Throws a Refusal for an impossible time,
 * an invalid number, and a question that cannot be sent. In the last case the entry stays pending.
 */
export const recordConsent = async (
  deps: RecordDeps,
  consent: RecordConsent,
  { actor }: ByActor,
): Promise<RecordedConsent> => {
  const recordedAt = deps.clock();
  const occurredAt = new Date(consent.occurred_at);
  const fault = faultOfTime(occurredAt, recordedAt);
  if (fault) throw refuseField('occurred_at', fault.reason, fault.message);
  const { channel, granted, source, words } = consent;
  const to = normalizeRecipient(consent.to, { ...deps, channel: 'whatsapp', addsNinthDigit: true }, 'to').e164;
  const needsConfirmation = granted && !consent.confirmed;
  const question = needsConfirmation ? questionOf(await deps.findDoubleOptIn(), { to, channel }) : undefined;
  const said = { to, channel, granted, occurredAt, recordedAt, source, words, by: actor.name };
  const object = `contacts/${maskNumber(to)}`;
  const audit = { at: recordedAt, actor, action: 'consent.recorded', object, detail: { channel, granted } };
  const recorded = await deps.insertConsent({ ...said, ...(question && { pending: question.template }) }, audit);
  if (question) await deps.ask(question);
  return recorded;
};

type ProveDeps = AccessDeps & { defaultCountry: CountryCode; loadConsentProof: (to: string) => Promise<ConsentProof> };

/** All that a person said about marketing, and whether the ledger is as it was written. Throws a Refusal of no number. */
export const proveConsents = async (deps: ProveDeps, phone: string, { actor }: ByActor) => {
  const to = contactOf(phone, deps);
  const proof = await deps.loadConsentProof(to);
  await writeAccess(deps, 'consents.shown', to, actor);
  return { to, ...proof };
};

/** Consent counts at once, without a question. */
export const singleOptIn: DoubleOptIn = { enabled: false };

/** Describes a person's yes. `from` is E.164 as Twilio writes it. */
export type ConsentAnswer = { from: string; channel: Channel; at: Date; twilioSid: string; said: string };

/** So long after the question a yes is taken for the answer to it. */
export const answerableMs = 30 * 24 * 3_600_000;

/** The question that asks a person to confirm the consent; `undefined` if none is needed. */
export const questionOf = (
  { enabled, template, language }: DoubleOptIn,
  { to, channel }: { to: string; channel: Channel },
): (SendMessage & { template: string }) | undefined =>
  enabled && template !== undefined
    ? { to, channel, template, category: 'utility', ...(language !== undefined && { language }) }
    : undefined;

type CheckDeps = { findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined> };

/** Throws a Refusal of a template that cannot be sent to just anybody. */
export const checkDoubleOptIn = async (deps: CheckDeps, request: PutSettings['double_opt_in']): Promise<void> => {
  if (!request?.enabled || request.template === undefined) return;
  const template = await deps.findTemplate(request.template, request.language);
  const refuse = (reason: string, message: string) => refuseField('double_opt_in.template', reason, message);
  if (!template) throw refuse('unknown_template', 'does not exist. Create the template first');
  if (categoryOf(template) === 'marketing')
    throw refuse(
      'is_marketing',
      'is marketing, but the person has not given consent yet. Use a template of another category',
    );
  if (template.variables.length)
    throw refuse('has_variables', 'must not have variables: Recado has no values for them');
};
