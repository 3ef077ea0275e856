import type { Ledger } from './ledger.ts';
import { type ListQuery, pageRequest } from './list-query.ts';
import type { Message } from './message.ts';
import { toMessageResource } from './message-resource.ts';
import { cutPage, type Page, type PageRequest } from './page.ts';
import type { Refusal } from '../refusals/refusal.ts';
import { sentRange } from './sent-range.ts';

/** Only given filters are repeated in the links to other pages, under their own names. */
const filterNames = ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'] as const;

const makeLink = (accountSid: string, query: ListQuery, size: number) => (number: number, token?: string) => {
  const parameters = new URLSearchParams();
  for (const name of filterNames) if (query[name]) parameters.set(name, query[name]);
  parameters.set('PageSize', String(size));
  parameters.set('Page', String(number));
  if (token) parameters.set('PageToken', token);
  return `/2010-04-01/Accounts/${accountSid}/Messages.json?${parameters.toString()}`;
};

const toListResource = (accountSid: string, query: ListQuery, { size, number, token }: PageRequest, page: Page) => {
  const link = makeLink(accountSid, query, size);
  const start = number * size;
  return {
    messages: page.messages.map((message) => toMessageResource(accountSid, message)),
    page: number,
    page_size: size,
    start,
    end: Math.max(start, start + page.messages.length - 1),
    uri: link(number, token),
    first_page_uri: link(0),
    next_page_uri: page.nextToken ? link(number + 1, page.nextToken) : null,
    previous_page_uri: page.previousToken ? link(Math.max(0, number - 1), page.previousToken) : null,
  };
};

export type ListDeps = {
  accountSid: string;
  ledger: Pick<Ledger, 'newestFirst'>;
  /** Epoch milliseconds. A message is listed if it was created before. */
  listedUntil: number;
};

/**
 * A page of the account's messages, newest first. Like Twilio's list it has traps for who looks for a message that was
 * just created: `From` misses one whose Messaging Service has not chosen a sender, a DateSent filter one not yet sent.
 */
export const listMessages = ({ accountSid, ledger, listedUntil }: ListDeps, query: ListQuery) => {
  const request = pageRequest(query);
  if ('code' in request) return request satisfies Refusal;
  const range = sentRange(query);
  if (range && 'code' in range) return range;
  const matches = ({ createdAt, from, sentAt }: Message) =>
    createdAt <= listedUntil &&
    (!query.From || from === query.From) &&
    (!range || (sentAt !== null && sentAt >= range.from && sentAt <= range.until));
  const found = ledger.newestFirst(query.To).filter(matches);
  return toListResource(accountSid, query, request, cutPage(found, request));
};
