import type { ChangeOptOut, Channel, OptOutPurpose, PutContact, RemoveOptOut, Status } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { writeAccess, type AccessDeps, type AuditEntry, type ByActor } from '../audit/audit.ts';
import type { ConsentProof } from '../consent/consent.ts';
import { Refusal } from '../errors.ts';
import type { RecordedInbound } from '../inbound/inbound.ts';
import type { Content, RecordedEvent, RecordedMessage } from '../messages/message.ts';
import { contactOf, maskNumber, normalizeRecipient } from '../phone-number.ts';

/** The marketing consent that applies to a person: the latest statement. */
export type ConsentState = { channel: Channel; granted: boolean; at: Date };

/** Summarizes a contact's data. */
export type ContactSummary = {
  timezone?: string;
  language?: string;
  /** Lists the ids of WhatsApp that Twilio named beside the number. */
  whatsappIds: string[];
  messages: { channel: Channel; status: Status; count: number }[];
  firstMessageAt?: Date;
  lastMessageAt?: Date;
  inbound: number;
  /** Campaigns that have the person in the audience or on the list of excluded people. */
  campaigns: number;
  consents: ConsentState[];
  optOuts: OptOut[];
};

/** A campaign with a person, and what its file said. Without a line, a file of excluded people named the person. */
export type Membership = { campaignId: string; name: string; line?: number; excluded?: string; content?: Content };

/** A message with what it says, unless that was erased, and all that happened to it. */
export type MessageWithEvents = { message: RecordedMessage; content?: Content; events: RecordedEvent[] };

/** Holds all data stored about a contact. Long lists come in pages. */
export type ContactExport = ContactSummary & {
  proof: ConsentProof;
  memberships: AsyncIterable<Membership[]>;
  inboundMessages: AsyncIterable<RecordedInbound[]>;
  sentMessages: AsyncIterable<MessageWithEvents[]>;
};

/** Counts what an erasure deleted. */
export type Erased = { messages: number; campaigns: number; inbound: number; consents: number };

type FindContactDeps<Found> = {
  defaultCountry: CountryCode;
  /** `undefined` when there is nothing of the person. `to` is E.164. */
  find: (to: string) => Promise<Found | undefined>;
};

/** Returns a summary of a contact's data, if there is any. Throws a Refusal for an invalid number. */
export const findStoredContact = async (deps: FindDeps, phone: string, { actor }: ByActor) => {
  const to = contactOf(phone, deps);
  const found = await deps.findContact(to);
  if (found) await writeAccess(deps, 'contact.shown', to, actor);
  return { to, found };
};

/** Returns a summary of a contact's data. Throws a Refusal for an invalid number, and for one without data. */
export const findContact = async (deps: FindDeps, phone: string, { actor }: ByActor) => {
  const shown = await find({ ...deps, find: deps.findContact }, phone);
  await writeAccess(deps, 'contact.shown', shown.to, actor);
  return shown;
};

const find = async <Found>({ find: look, ...deps }: FindContactDeps<Found>, phone: string) => {
  const to = contactOf(phone, deps);
  const found = await look(to);
  if (!found) throw new Refusal('not-found', 'No data is stored about this contact');
  return { to, found };
};

type FindDeps = AccessDeps & {
  defaultCountry: CountryCode;
  findContact: (to: string) => Promise<ContactSummary | undefined>;
};

type ExportDeps = AccessDeps & {
  defaultCountry: CountryCode;
  loadContactExport: (to: string) => Promise<ContactExport | undefined>;
};

/** All that there is of a person. Throws a Refusal like `findContact`. */
export const exportContact = async (deps: ExportDeps, phone: string, { actor }: ByActor) => {
  const exported = await find({ ...deps, find: deps.loadContactExport }, phone);
  await writeAccess(deps, 'contact.exported', exported.to, actor);
  return exported;
};

type EraseContactDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Removes all personal data of a contact, and writes the audit entry with the counts. `to` is E.164. */
  deleteContact: (erasure: { to: string; at: Date; audit: AuditEntry }) => Promise<Erased>;
};

/**
 * Erases a contact: all texts and numbers, in every table. Counts, costs and opt-outs stay. Repeating it finds nothing.
 * Throws a Refusal for an invalid number.
 */
export const eraseContact = async (
  deps: EraseContactDeps,
  phone: string,
  { actor }: ByActor,
): Promise<{ to: string; erased: Erased }> => {
  const to = contactOf(phone, deps);
  const at = deps.clock();
  const audit = { at, actor, action: 'contact.erased', object: `contacts/${maskNumber(to)}` };
  return { to, erased: await deps.deleteContact({ to, at, audit }) };
};

/** Holds the settings of a contact. */
export type ContactSettings = { timezone?: string; language?: string };

type PutContactDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Keeps what is not named; `null` takes away. `to` is E.164. */
  saveContact: (to: string, change: PutContact, at: Date, audit: AuditEntry) => Promise<ContactSettings>;
};

/** Sets a contact's time zone and language. Throws a Refusal for an invalid number. */
export const putContact = async (
  { saveContact: put, ...deps }: PutContactDeps,
  phone: string,
  change: PutContact,
  { actor }: ByActor,
) => {
  const to = contactOf(phone, deps);
  const at = deps.clock();
  const { timezone, ...rest } = change;
  // It has the spelling that sets of zones use.
  const zone = timezone && new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  const audit = {
    at,
    actor,
    action: 'contact.changed',
    object: `contacts/${maskNumber(to)}`,
    detail: { changed: Object.keys(change) },
  };
  const named = { ...rest, ...(timezone !== undefined && { timezone: zone ?? null }) };
  const settings = await put(to, named, at, audit);
  return { to, settings };
};

/** `unclear`: the person may have opted out of marketing, and somebody has to decide. */
export type OptOut = { channel: Channel; purpose: OptOutPurpose | 'unclear'; source: string; at: Date };

/** Describes the opt-out of one person: `to` is E.164 and stands for each spelling of the number. */
export type OptOutRequest = { to: string; channels: Channel[]; purpose: OptOutPurpose };

type Deps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Adds opt-outs; existing ones stay, and unclear ones are decided by it. Returns all opt-outs of the person. */
  saveOptOuts: (request: OptOutRequest, source: string, at: Date, audit: AuditEntry) => Promise<OptOut[]>;
  /** Takes off the list: of marketing alone, or all of these channels. Gives what is left of the person. */
  deleteOptOuts: (request: OptOutRequest, audit: AuditEntry) => Promise<OptOut[]>;
};

const channels: Channel[] = ['whatsapp', 'sms'];

/**
 * Opts a person out: messages that are accepted later or not sent yet are suppressed. Throws a Refusal for an invalid
 * number.
 */
export const optOut = async (deps: Deps, phone: string, change: ChangeOptOut, { actor }: ByActor) => {
  const request = toOptOutRequest(deps, phone, change);
  const at = deps.clock();
  return {
    to: request.to,
    optOuts: await deps.saveOptOuts(request, 'api', at, toEntry('contact.opted_out', request, { at, actor })),
  };
};

const toEntry = (
  action: string,
  { to, channels: each, purpose }: OptOutRequest,
  by: Pick<AuditEntry, 'at' | 'actor'>,
): AuditEntry => ({ ...by, action, object: `contacts/${maskNumber(to)}`, detail: { channels: each, purpose } });

const toOptOutRequest = (
  { defaultCountry }: Deps,
  phone: string,
  { channel, purpose }: ChangeOptOut,
): OptOutRequest => ({
  to: normalizeRecipient(phone, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'phone').e164,
  channels: channel ? [channel] : channels,
  purpose,
});

/**
 * Removes an opt-out, which is not consent. The audit entry says who vouches for the person's will and by what. Throws a
 * Refusal for an invalid number.
 */
export const optIn = async (deps: Deps, phone: string, change: RemoveOptOut, { actor }: ByActor) => {
  const request = toOptOutRequest(deps, phone, change);
  const { detail, ...entry } = toEntry('contact.opted_in', request, { at: deps.clock(), actor });
  const { source, evidence } = change;
  const audit = { ...entry, detail: { ...detail, source, evidence } };
  return { to: request.to, optOuts: await deps.deleteOptOuts(request, audit) };
};

/** More than this would be an export, which is another right. */
const revealsPerHour = 60;
const hourMs = 3_600_000;

type RevealDeps = {
  clock: () => Date;
  loadMessage: (id: string) => Promise<{ message: { to?: string | undefined } } | undefined>;
  findAudienceMember: (campaignId: string, choice: { id: string }) => Promise<{ to: string } | undefined>;
  /** See recordLookup. */
  writeLimitedEntry: (entry: AuditEntry, bounds: { limit: number; since: Date }) => Promise<Date | undefined>;
};

type Revealed = { messageId: string } | { campaignId: string; recipientId: string };

/**
 * Returns the whole number of one message or recipient, after the audit log has it. Throws a Refusal if there is none, and
 * after 60 of them within an hour.
 */
export const revealNumber = async (
  deps: RevealDeps,
  { of, object, reason }: { of: Revealed; object: string; reason?: string | undefined },
  { actor }: ByActor,
): Promise<string> => {
  const to =
    'messageId' in of
      ? (await deps.loadMessage(of.messageId))?.message.to
      : (await deps.findAudienceMember(of.campaignId, { id: of.recipientId }))?.to;
  if (!to) throw new Refusal('not-found', 'There is no such message or recipient, or its number was deleted');
  const at = deps.clock();
  const entry = { at, actor, action: 'number.revealed', object, ...(reason !== undefined && { detail: { reason } }) };
  const oldest = await deps.writeLimitedEntry(entry, { limit: revealsPerHour, since: new Date(at.getTime() - hourMs) });
  if (!oldest) return to;
  const minutes = Math.ceil((oldest.getTime() + hourMs - at.getTime()) / 60_000);
  throw new Refusal(
    'rate-limited',
    `You may reveal ${revealsPerHour} numbers per hour. Try again in ${minutes} minutes`,
  );
};
