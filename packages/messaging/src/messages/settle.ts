import type { ListUnknownCallbacks, Status } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import { addMs } from '../outcome.ts';
import { pageOf, withRange, type ListRange } from '../pagination.ts';
import type { SenderSignal } from '../senders/sender-signals.ts';
import { spellingsOf } from '../phone-number.ts';
import { sourcesOf } from './message.ts';

/** Describes a status callback in our terms. */
export type StatusReport = {
  messageId: string;
  twilioSid: string;
  status: Extract<Status, 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'canceled'>;
  /** Repeats Twilio's own word for it. */
  twilioStatus: string;
  errorCode?: number;
  errorMessage?: string;
  /** Details for troubleshooting, for example the carrier's time and the channel's message. */
  detail?: string;
  /** The person cannot be reached on this channel and may be by SMS. */
  smsMayHelp?: true;
  /** The person does not want messages on this channel. */
  optsOut?: true;
  /** The id of WhatsApp of its person; the number, if the report names both. */
  recipient?: { whatsappId: string; number?: string };
  /** The report's signal about the sender. */
  signal?: SenderSignal;
};

/** The detail of a report that Twilio gave because it was asked by SID. It does not prove whose SID that is. */
export const lookedUp = 'Looked up at Twilio, because the callback was overdue';

export type Settlement = Omit<StatusReport, 'signal' | 'recipient'> & { at: Date; from: Status[] };

/** `trace`: the span that created the message, if that is sampled. */
export type Settled = { kind: 'moved' | 'kept' | 'unknown-message'; trace?: Buffer };

export type SettleDeps = {
  clock: () => Date;
  /** Keeps the report as an event, once, and moves the message if its status is one of `from`. Resolves after the commit. */
  settleMessage: (settlement: Settlement) => Promise<Settled>;
  /** Applies Twilio's signal to the sender of the message. */
  applySenderSignal: (messageId: string, signal: SenderSignal) => Promise<void>;
  /** Stores that the number of the message and the id are one person, unless its data was erased. */
  linkRecipient?: (messageId: string, recipient: Recipient) => Promise<void>;
};

type Recipient = NonNullable<StatusReport['recipient']>;

/** Takes in a status report. The same report twice leaves the same record as once; a late one moves nothing back. */
export const settle = async (deps: SettleDeps, { signal, recipient, ...report }: StatusReport): Promise<Settled> => {
  const settled = await deps.settleMessage({ ...report, at: deps.clock(), from: sourcesOf(report.status) });
  const isMoved = settled.kind === 'moved';
  if (signal && isMoved) await deps.applySenderSignal(report.messageId, signal);
  if (recipient && isMoved) await deps.linkRecipient?.(report.messageId, recipient);
  return settled;
};

/** `to`: the recipient in E.164 or as an id of WhatsApp, if it can be read. */
type MissingCallback = { messageId: string; twilioSid: string; to?: string };

/** The status and the recipient that Twilio has under a SID. */
export type FetchedStatus = { report: StatusReport; to?: string };

export type FetchMissingCallbacksDeps = {
  clock: () => Date;
  takeMissingCallbacks: (at: Date, againAfterMs: number, limit: number) => Promise<MissingCallback[]>;
  /** Returns a message's current status at Twilio; throws if Twilio does not answer. */
  fetchStatus: (missing: MissingCallback) => Promise<FetchedStatus | undefined>;
  /** Takes a SID from a message, unless a callback named it: Twilio has it as one to another person. */
  withdrawSid: (twilioSid: string, at: Date) => Promise<unknown>;
  settle: (report: StatusReport) => Promise<unknown>;
  /** Milliseconds of silence after which Twilio is asked, and asked again. */
  afterSentMs: number;
};

const batch = 50;

/** Fetches from Twilio the status of messages whose callbacks are overdue. Returns how many there were. */
export const fetchMissingCallbacks = async (deps: FetchMissingCallbacksDeps): Promise<number> => {
  const missing = await deps.takeMissingCallbacks(deps.clock(), deps.afterSentMs, batch);
  const results = await Promise.allSettled(missing.map((each) => fetchOne(deps, each)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return missing.length;
};

const fetchOne = async (deps: FetchMissingCallbacksDeps, missing: MissingCallback): Promise<void> => {
  const fetched = await deps.fetchStatus(missing);
  if (!fetched) return;
  if (isToAnother(fetched, missing)) await deps.withdrawSid(missing.twilioSid, deps.clock());
  else await deps.settle(fetched.report);
};

/**
 * Twilio may have answered a request with the SID of another message. Only two whole numbers can be told apart: an account
 * may redact them, and a person may have an id of WhatsApp.
 */
const isToAnother = ({ to: atTwilio = '' }: FetchedStatus, { to = '' }: MissingCallback): boolean =>
  wholeNumber.test(atTwilio) && wholeNumber.test(to) && spellingsOf(atTwilio)[0] !== spellingsOf(to)[0];

const wholeNumber = /^\+\d{7,15}$/;

/** A status callback of a message that the record does not have. */
export type UnknownCallback = Pick<StatusReport, 'messageId' | 'twilioSid' | 'twilioStatus' | 'errorCode'> & {
  id: string;
  receivedAt: Date;
};

const keptForMs = 30 * 24 * 3_600_000;

type KeepDeps = {
  clock: () => Date;
  /** Stores it once, and deletes those with ids before `oldest`. */
  saveUnknownCallback: (callback: UnknownCallback, oldest: string) => Promise<void>;
};

/** Stores a callback whose message is unknown, for troubleshooting. */
export const keepUnknownCallback = async (deps: KeepDeps, report: StatusReport): Promise<void> => {
  const { messageId, twilioSid, twilioStatus, errorCode } = report;
  const receivedAt = deps.clock();
  const idAt = (at: Date) => uuidv7({ msecs: at.getTime() });
  const callback = { id: idAt(receivedAt), receivedAt, messageId, twilioSid, twilioStatus };
  await deps.saveUnknownCallback(
    { ...callback, ...(errorCode !== undefined && { errorCode }) },
    idAt(addMs(receivedAt, -keptForMs)),
  );
};

type ListDeps = { loadUnknownCallbacks: (range: ListRange) => Promise<UnknownCallback[]> };

/** Returns unknown callbacks, a page at a time. Throws a Refusal for an invalid cursor. */
export const listUnknownCallbacks = async (deps: ListDeps, query: ListUnknownCallbacks) => {
  const found = await deps.loadUnknownCallbacks(withRange(query));
  const { page, nextCursor } = pageOf(found, query.limit);
  return { callbacks: page, nextCursor };
};
