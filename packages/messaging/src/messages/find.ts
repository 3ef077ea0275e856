import type { ListMessages } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../phone-number.ts';
import { Refusal } from '../errors.ts';
import { pageOf, withRange, type ListRange, type RangeQuery } from '../pagination.ts';
import type { RecordedEvent, RecordedMessage } from './message.ts';

/** `to` is E.164, in any spelling. */
export type MessageFilter = ListRange & Omit<ListMessages, keyof RangeQuery>;

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

/** Returns messages, a page at a time. Throws a Refusal for an invalid number or cursor. */
export const listMessages = async (deps: ListDeps, { to, ...query }: ListMessages) => {
  const messages = await deps.loadMessages({
    ...withRange(query),
    ...(to !== undefined && {
      to: normalizeRecipient(to, { defaultCountry: deps.defaultCountry, channel: 'whatsapp' }).e164,
    }),
  });
  const { page, nextCursor } = pageOf(messages, query.limit);
  return { messages: page, nextCursor };
};
