import { PutSender, SenderId, type SenderPage } from '@recado/contract';
import { Refusal, refuseField, type AuditEntry, type RecordedSender } from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { auditEntry } from '../auth/audit.ts';
import { parse } from '../http/parse.ts';
import { presentSender } from '../present/settings.ts';

type GetSenderDeps = { clock: () => Date; findSender: (id: string) => Promise<RecordedSender | undefined> };

export const getSender =
  (deps: GetSenderDeps): RequestHandler =>
  async (request, response) => {
    const sender = await deps.findSender(senderIdOf(request));
    if (!sender) throw new Refusal('not-found', 'There is no such sender');
    response.json(presentSender(sender, deps.clock()));
  };

type ListSendersDeps = { clock: () => Date; findSenders: () => Promise<RecordedSender[]> };

export const listSenders =
  (deps: ListSendersDeps): RequestHandler =>
  async (_request, response) => {
    const now = deps.clock();
    const page: SenderPage = { data: (await deps.findSenders()).map((sender) => presentSender(sender, now)) };
    response.json(page);
  };

type PutSenderDeps = {
  clock: () => Date;
  findSender: (id: string) => Promise<RecordedSender | undefined>;
  /** `undefined` when there is one of this id already. */
  insertSender: (sender: RecordedSender, audit: AuditEntry) => Promise<RecordedSender | undefined>;
  updateSender: (id: string, patch: SenderPatch, at: Date, audit: AuditEntry) => Promise<RecordedSender | undefined>;
};

type SenderPatch = Partial<Pick<RecordedSender, 'address' | 'mps' | 'dailyLimit' | 'paused'>>;

/** Messages per second: WhatsApp's default at Twilio, and what a carrier lets an ordinary number send. */
const defaultMps = { whatsapp: 80, sms: 10 };

/** Makes a sender (201), or changes what the body names of one (200). */
export const putSender =
  (deps: PutSenderDeps): RequestHandler =>
  async (request, response) => {
    const id = senderIdOf(request);
    const wish = parse(PutSender, request.body);
    checkId(id, wish.id);
    const now = deps.clock();
    const noteOf = (action: string, patch: SenderPatch) =>
      auditEntry(deps, response, { action, object: `senders/${id}`, detail: detailOf(patch) });
    let before = await deps.findSender(id);
    if (!before) {
      const made = await deps.insertSender(newSender(id, wish, now), noteOf('sender.created', patchOf(wish)));
      if (made) return response.status(201).location(`/v1/senders/${id}`).json(presentSender(made, now));
      before = await deps.findSender(id);
    }
    if (!before) throw new Refusal('conflict', `Sender ${id} is being made by another request`);
    checkChange(before, wish);
    const changes = changesOf(wish, before);
    const changed = await deps.updateSender(id, changes, now, noteOf('sender.changed', changes));
    response.json(presentSender(changed ?? before, now));
  };

const patchOf = ({ address, mps, daily_limit: dailyLimit, paused }: PutSender): SenderPatch => ({
  ...(address !== undefined && { address }),
  ...(mps !== undefined && { mps }),
  ...(dailyLimit !== undefined && { dailyLimit }),
  ...(paused !== undefined && { paused }),
});

const checkAddress = (channel: RecordedSender['channel'], address: string | undefined) => {
  if (channel === 'whatsapp' && address !== undefined && !/^(\+|MG)/.test(address))
    throw refuseField('address', 'invalid_format', 'must be +E.164 or an MG… SID to send WhatsApp');
};

const newSender = (id: string, { channel, address, ...wish }: PutSender, now: Date): RecordedSender => {
  const missing = Object.entries({ channel, address }).flatMap(([field, value]) =>
    value === undefined ? [field] : [],
  );
  if (!channel || !address)
    throw new Refusal(
      'invalid-request',
      `There is no sender ${id} yet: to make it, channel and address are needed`,
      missing.map((field) => ({ field, reason: 'required', message: 'is needed to make a sender' })),
    );
  checkAddress(channel, address);
  const rest = { mps: defaultMps[channel], dailyLimit: null, paused: false };
  return { id, channel, address, ...rest, ...patchOf(wish), createdAt: now, updatedAt: now };
};

/** Messages that wait were accepted for this channel. */
const checkChange = (sender: RecordedSender, wish: PutSender) => {
  if (wish.channel && wish.channel !== sender.channel)
    throw refuseField('channel', 'fixed', `of ${sender.id} is ${sender.channel} and stays so: make another sender`);
  checkAddress(sender.channel, wish.address);
};

const checkId = (id: string, named: string | undefined): void => {
  if (named !== undefined && named !== id) throw refuseField('id', 'exclusive', 'is not the one that the path names');
};

/** One that was read and is put back was not told to go on, nor paused anew: its rest and its reason stay. */
const changesOf = ({ paused, ...wish }: PutSender, before: RecordedSender): SenderPatch => {
  const isReadBack = wish.health !== undefined;
  return patchOf({ ...wish, ...(paused !== undefined && !(isReadBack && paused === before.paused) && { paused }) });
};

/** What is changed, under the names of the API. */
const detailOf = ({ dailyLimit, ...patch }: SenderPatch): NonNullable<AuditEntry['detail']> => ({
  ...patch,
  ...(dailyLimit !== undefined && { daily_limit: dailyLimit ?? 'none' }),
});

/** A sender's id from the path. What cannot be an id names nothing. */
const senderIdOf = (request: Request): string => {
  const id = SenderId.safeParse(request.params['id']);
  if (!id.success) throw new Refusal('not-found', 'A sender has an id of lower-case letters, digits, _ and -');
  return id.data;
};
