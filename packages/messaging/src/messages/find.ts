import type { ListMessages } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';
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
