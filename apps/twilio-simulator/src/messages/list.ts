import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Faults } from '../faults/faults.ts';
import { answerJson, sequenceOf } from '../http/answer.ts';
import { answerRefusal, invalidParameter, type Refusal } from '../refusals/refusal.ts';
import type { ListTexts } from './list-texts.ts';
import { toMessageResource, type Message, type MessageLog } from './message.ts';

/** Lists the filters that links to other pages repeat. */
const filterNames = ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'] as const;

export type ListDeps = {
  accountSid: string;
  messageLog: Pick<MessageLog, 'newestFirst'>;
  received: Pick<MessageLog, 'newestFirst'>;
  listTexts: Pick<ListTexts, 'textOf'>;
  /** It is in epoch milliseconds. Only messages that were created until then are listed. */
  listedUntil: number;
};

export type ListRouteDeps = {
  accountSid: string;
  now: () => number;
  messageLog: Pick<MessageLog, 'newestFirst'>;
  /** Inbound messages of the account. */
  received: Pick<MessageLog, 'newestFirst'>;
  listTexts: Pick<ListTexts, 'textOf'>;
  faults: Pick<Faults, 'strike' | 'listLagMs'>;
};

const unavailable = { status: 500, code: 20500, message: 'Something went wrong at Twilio' };

/** Lists the account's messages, with the delay that the faults configure. */
export const listRoute =
  ({ accountSid, now, messageLog, received, listTexts, faults }: ListRouteDeps): RequestHandler =>
  (request, response) => {
    const query = ListQuery.safeParse(request.query);
    if (!query.success)
      return answerRefusal(response, invalidParameter(String(query.error.issues[0]?.path[0]), 'give it once'));
    const fault = faults.strike('list', query.data.To ?? '');
    if (fault?.kind === 'list_500') return answerRefusal(response, unavailable);
    if (fault?.kind === 'list_reset') return response.socket?.resetAndDestroy();
    const listed = listMessages(
      { accountSid, messageLog, received, listTexts, listedUntil: now() - faults.listLagMs() },
      query.data,
    );
    if ('code' in listed) answerRefusal(response, listed);
    else answerJson(response, 200, listed);
  };

const makeLink = (accountSid: string, query: ListQuery, size: number) => (number: number, token?: string) => {
  const parameters = new URLSearchParams();
  for (const name of filterNames) if (query[name]) parameters.set(name, query[name]);
  parameters.set('PageSize', String(size));
  parameters.set('Page', String(number));
  if (token) parameters.set('PageToken', token);
  return `/2010-04-01/Accounts/${accountSid}/Messages.json?${parameters.toString()}`;
};

const toListResource = (
  { accountSid, listTexts }: ListDeps,
  query: ListQuery,
  { size, number, token }: PageRequest,
  page: Page,
) => {
  const link = makeLink(accountSid, query, size);
  const start = number * size;
  return {
    messages: page.messages.map((message) => ({
      ...toMessageResource(accountSid, message),
      body: listTexts.textOf(message),
    })),
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

/**
 * Returns a page of the account's messages, newest first. Like Twilio's list, it can miss a new message: `From` misses one
 * whose Messaging Service has not chosen a sender, and DateSent misses one that was not sent yet.
 */
const listMessages = (deps: ListDeps, query: ListQuery) => {
  const { messageLog, received, listedUntil } = deps;
  const request = pageRequest(query);
  if ('code' in request) return request satisfies Refusal;
  const range = sentRange(query);
  if (range && 'code' in range) return range;
  const matches = ({ createdAt, from, sentAt }: Message) =>
    createdAt <= listedUntil &&
    (!query.From || from === query.From) &&
    (!range || (sentAt !== null && sentAt >= range.from && sentAt <= range.until));
  // Inbound messages are listed by the address of the sender that received them.
  const inbound = query.To ? received.newestFirst(query.To) : [];
  const found = [...inbound, ...messageLog.newestFirst(query.To)].filter(matches);
  return toListResource(deps, query, request, cutPage(found, request));
};

/** Reads the filters on date_sent by Twilio's names: `DateSent<` is on or before, `DateSent>` on or after. */
const SentFilters = z.object({
  DateSent: z.string().optional(),
  'DateSent<': z.string().optional(),
  'DateSent>': z.string().optional(),
});
type SentFilters = z.infer<typeof SentFilters>;

const names = ['DateSent', 'DateSent<', 'DateSent>'] as const;

/** Epoch milliseconds, both ends included. */
type Range = { from: number; until: number };

const day = 86_400_000;
const second = 1000;

/** Expands a date to its whole day in UTC, and a time to its whole second, because date_sent has no fractions. */
const spanOf = (text: string): Range => {
  const length = /^\d{4}-\d{2}-\d{2}$/.test(text) ? day : second;
  const from = Math.floor(Date.parse(text) / second) * second;
  return { from, until: from + length - 1 };
};

/** Returns the range for date_sent; undefined without a filter. With one, an unsent message never matches. */
export const sentRange = (filters: SentFilters): Range | Refusal | undefined => {
  const given = names.map((name) => [name, filters[name] ?? ''] as const).filter(([, text]) => text !== '');
  if (!given.length) return undefined;
  const wrong = given.find(([, text]) => Number.isNaN(Date.parse(text)));
  if (wrong) return invalidParameter(wrong[0], `${wrong[1]} is not a date`);
  const range = { from: -Infinity, until: Infinity };
  for (const [name, text] of given) {
    const span = spanOf(text);
    if (!name.endsWith('<')) range.from = Math.max(range.from, span.from);
    if (!name.endsWith('>')) range.until = Math.min(range.until, span.until);
  }
  return range;
};

/** Reads the query of a list call. A repeated parameter is refused. */
const ListQuery = SentFilters.extend({
  To: z.string().optional(),
  From: z.string().optional(),
  PageSize: z.string().default('50'),
  Page: z.string().default('0'),
  PageToken: z.string().optional(),
});
type ListQuery = z.infer<typeof ListQuery>;

const maxPageSize = 1000;

const pageRequest = (query: ListQuery): PageRequest | Refusal => {
  const size = Number(query.PageSize);
  if (!Number.isInteger(size) || size < 1 || size > maxPageSize)
    return invalidParameter('PageSize', `it must be from 1 to ${maxPageSize}`);
  const number = Number(query.Page);
  if (!Number.isInteger(number) || number < 0) return invalidParameter('Page', 'it must be 0 or more');
  if (query.PageToken !== undefined && !isPageToken(query.PageToken))
    return invalidParameter('PageToken', 'take it from next_page_uri');
  return { size, number, token: query.PageToken };
};

type PageRequest = { size: number; number: number; token: string | undefined };

type Page = { messages: Message[]; nextToken: string | undefined; previousToken: string | undefined };

const tokenShape = /^P([AB])(?:SM|MM)[0-9a-f]{32}$/;

const isPageToken = (token: string): boolean => tokenShape.test(token);

/**
 * Cuts a page out of messages that are newest first. A token is a place between two messages: "PA" is after the named one,
 * "PB" before it. So messages that come or go between requests move nothing from one page to another.
 */
export const cutPage = (messages: readonly Message[], { size, token }: PageRequest): Page => {
  const edge = token === undefined ? Infinity : sequenceOf(token);
  const backwards = token?.startsWith('PB') ?? false;
  const side = messages.filter(({ sequence }) => (backwards ? sequence > edge : sequence < edge));
  const cut = backwards ? side.slice(-size) : side.slice(0, size);
  const [first, last] = [cut[0], cut.at(-1)];
  return {
    messages: cut,
    nextToken: last && messages.some(({ sequence }) => sequence < last.sequence) ? `PA${last.sid}` : undefined,
    previousToken: first && messages.some(({ sequence }) => sequence > first.sequence) ? `PB${first.sid}` : undefined,
  };
};
