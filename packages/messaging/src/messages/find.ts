import type { ListMessages, Status } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import { decodeCursor, pageOf } from '../pagination.ts';
import type { RecordedEvent, RecordedMessage } from './message.ts';

export type MessageFilter = Omit<ListMessages, 'to' | 'cursor'> & { to?: string; before?: string };

type FindDeps = {
  loadMessage: (id: string) => Promise<{ message: RecordedMessage; events: RecordedEvent[] } | undefined>;
};

/** Returns one message with all its events, the oldest first. */
export const findMessage = async (deps: FindDeps, id: string) => {
  const found = await deps.loadMessage(id);
  if (!found) throw new Refusal('not-found', 'There is no such message');
  return found;
};

type ListDeps = {
  defaultCountry: CountryCode;
  loadMessages: (filter: MessageFilter) => Promise<RecordedMessage[]>;
};

/** Returns messages, the newest first, one page at a time. */
export const listMessages = async (deps: ListDeps, { to, cursor, ...query }: ListMessages) => {
  const messages = await deps.loadMessages({
    ...query,
    limit: query.limit + 1,
    ...(to !== undefined && {
      to: normalizeRecipient(to, { defaultCountry: deps.defaultCountry, channel: 'whatsapp' }).e164,
    }),
    ...(cursor !== undefined && { before: decodeCursor(cursor) }),
  });
  const { page, nextCursor } = pageOf(messages, query.limit);
  return { messages: page, nextCursor };
};

type Deps = {
  clock: () => Date;
  /** Moves `accepted` to `canceled` and returns the message's status; `undefined` if the message does not exist. */
  saveCancellation: (id: string, at: Date, audit: AuditEntry) => Promise<Status | undefined>;
};

/** Cancels a message that was not sent. Canceling it again changes nothing. Throws a Refusal if it is too late. */
export const cancel = async (deps: Deps, id: string, { actor }: ByActor): Promise<void> => {
  const at = deps.clock();
  const status = await deps.saveCancellation(id, at, {
    at,
    actor,
    action: 'message.canceled',
    object: `messages/${id}`,
  });
  if (status === undefined) throw new Refusal('not-found', 'There is no such message');
  if (status !== 'canceled')
    throw new Refusal('conflict', `The message is ${status}. Only an accepted message can be canceled`);
};
