import type { PutSender } from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal, refuseField } from '../errors.ts';
import type { RecordedSender } from './sender.ts';

export type SenderPatch = Partial<Pick<RecordedSender, 'address' | 'mps' | 'dailyLimit' | 'paused'>> & {
  /** It is null for none. */
  portfolio?: string | null;
};

export type PutSenderDeps = {
  clock: () => Date;
  findSender: (id: string) => Promise<RecordedSender | undefined>;
  /** Returns `undefined` if a sender of this id exists. */
  insertSender: (sender: RecordedSender, audit: AuditEntry) => Promise<RecordedSender | undefined>;
  updateSender: (id: string, patch: SenderPatch, at: Date, audit: AuditEntry) => Promise<RecordedSender | undefined>;
};

export type PutSenderResult = { kind: 'created' | 'changed'; sender: RecordedSender };

/**
 * Creates a sender, or changes the values of one that the request names. Throws a Refusal if a new sender has no channel
 * or address, and if the request changes what is fixed.
 */
export const putSender = async (
  deps: PutSenderDeps,
  id: string,
  request: PutSender,
  { actor }: ByActor,
): Promise<PutSenderResult> => {
  checkId(id, request.id);
  const at = deps.clock();
  const toEntry = (action: string, patch: SenderPatch): AuditEntry => ({
    at,
    actor,
    action,
    object: `senders/${id}`,
    detail: toDetail(patch),
  });
  let before = await deps.findSender(id);
  if (!before) {
    const created = await deps.insertSender(newSender(id, request, at), toEntry('sender.created', toPatch(request)));
    if (created) return { kind: 'created', sender: created };
    before = await deps.findSender(id);
  }
  if (!before) throw new Refusal('conflict', `Another request is creating sender ${id}. Try again`);
  checkChange(before, request);
  const changes = changesOf(request, before);
  const changed = await deps.updateSender(id, changes, at, toEntry('sender.changed', changes));
  return { kind: 'changed', sender: changed ?? before };
};

const checkId = (id: string, named: string | undefined): void => {
  if (named !== undefined && named !== id) throw refuseField('id', 'exclusive', 'must be the id in the path');
};

/** Messages per second: WhatsApp's default at Twilio, and what carriers allow an ordinary number to send. */
const defaultMps = { whatsapp: 80, sms: 10 };

const newSender = (id: string, { channel, address, ...rest }: PutSender, now: Date): RecordedSender => {
  const missing = Object.entries({ channel, address }).flatMap(([field, value]) =>
    value === undefined ? [field] : [],
  );
  if (!channel || !address)
    throw new Refusal(
      'invalid-request',
      `There is no sender ${id}. To create it, give its channel and address`,
      missing.map((field) => ({ field, reason: 'required', message: 'is required to create a sender' })),
    );
  checkAddress(channel, address);
  checkPortfolio(channel, rest.portfolio);
  const { portfolio, ...patch } = toPatch(rest);
  const defaults = { mps: defaultMps[channel], dailyLimit: null, paused: false };
  return {
    id,
    channel,
    address,
    ...defaults,
    ...patch,
    ...(typeof portfolio === 'string' && { portfolio }),
    createdAt: now,
    updatedAt: now,
  };
};

const checkPortfolio = (channel: RecordedSender['channel'], portfolio: PutSender['portfolio']): void => {
  if (channel !== 'whatsapp' && typeof portfolio === 'string')
    throw refuseField('portfolio', 'wrong_channel', 'is only for WhatsApp: Meta has no limit for SMS');
};

const checkAddress = (channel: RecordedSender['channel'], address: string | undefined): void => {
  if (channel === 'whatsapp' && address !== undefined && !/^(\+|MG)/.test(address))
    throw refuseField('address', 'invalid_format', 'must be +E.164 or an MG… SID to send WhatsApp');
};

const toPatch = ({ address, mps, daily_limit: dailyLimit, portfolio, paused }: PutSender): SenderPatch => ({
  ...(address !== undefined && { address }),
  ...(mps !== undefined && { mps }),
  ...(dailyLimit !== undefined && { dailyLimit }),
  ...(portfolio !== undefined && { portfolio }),
  ...(paused !== undefined && { paused }),
});

/** The channel is fixed: messages that wait were accepted for it. */
const checkChange = (sender: RecordedSender, request: PutSender): void => {
  if (request.channel && request.channel !== sender.channel)
    throw refuseField(
      'channel',
      'fixed',
      `cannot be changed: sender ${sender.id} uses ${sender.channel}. Create another sender`,
    );
  checkAddress(sender.channel, request.address);
  checkPortfolio(sender.channel, request.portfolio);
};

/** A sender that was read and is put back neither resumes nor pauses: its pause and reason stay. */
const changesOf = ({ paused, ...request }: PutSender, before: RecordedSender): SenderPatch => {
  const isReadBack = request.health !== undefined;
  return toPatch({
    ...request,
    ...(paused !== undefined && !(isReadBack && paused === before.paused) && { paused }),
  });
};

/** Returns the changes under the names of the API. */
const toDetail = ({ dailyLimit, portfolio, ...patch }: SenderPatch): NonNullable<AuditEntry['detail']> => ({
  ...patch,
  ...(portfolio !== undefined && { portfolio: portfolio ?? 'none' }),
  ...(dailyLimit !== undefined && { daily_limit: dailyLimit ?? 'none' }),
});
