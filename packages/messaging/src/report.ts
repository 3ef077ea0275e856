import type { ListMessages } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import type { RecordedEvent, RecordedMessage } from './message.ts';
import { normalizeRecipient } from './recipient.ts';
import { Refusal } from './refusal.ts';

export type MessageFilter = Omit<ListMessages, 'to' | 'cursor'> & { to?: string; before?: string };

type FindDeps = {
  findMessage: (id: string) => Promise<{ message: RecordedMessage; events: RecordedEvent[] } | undefined>;
};

/** One message with all that happened to it, oldest first. */
export const findMessage = async (deps: FindDeps, id: string) => {
  const found = await deps.findMessage(id);
  if (!found) throw new Refusal('not-found', 'There is no such message');
  return found;
};

type ListDeps = {
  defaultCountry: CountryCode;
  listMessages: (filter: MessageFilter) => Promise<RecordedMessage[]>;
};

const cursorPattern = /^[0-9a-f-]{36}$/;

const decodeCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!cursorPattern.test(id))
    throw new Refusal('invalid-request', 'cursor is not one that was given out here', [
      { field: 'cursor', reason: 'invalid', message: 'is not one that was given out here' },
    ]);
  return id;
};

/** Messages, the newest first, a page at a time. */
export const listMessages = async (deps: ListDeps, { to, cursor, ...query }: ListMessages) => {
  const messages = await deps.listMessages({
    ...query,
    limit: query.limit + 1,
    ...(to !== undefined && {
      to: normalizeRecipient(to, { defaultCountry: deps.defaultCountry, channel: 'whatsapp' }).e164,
    }),
    ...(cursor !== undefined && { before: decodeCursor(cursor) }),
  });
  const page = messages.slice(0, query.limit);
  const last = page.at(-1);
  const nextCursor = messages.length > query.limit && last ? Buffer.from(last.id).toString('base64url') : null;
  return { messages: page, nextCursor };
};
