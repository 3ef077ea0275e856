import {
  lookedUp,
  spellingsOf,
  type FetchedStatus,
  type Listed,
  type ListQuery,
  type TwilioErasure,
} from '@recado/messaging';
import { AnswerFailure } from './answer.ts';
import { addressesOf } from './send.ts';
import { parseStatusCallback } from './status-callback.ts';

type Found = {
  sid: string;
  body: string;
  numMedia?: string;
  dateCreated: Date;
  direction: string;
  messagingServiceSid: string | null;
};
type Page = { instances: Found[]; nextPage: () => Promise<Page> | undefined };
type Filter = { to: string; from?: string; pageSize: number };

/** The part of twilio-node's messages that is used. */
export type Lister = {
  pageWithHttpInfo: (filter: Filter) => Promise<{ body: Page; headers?: object | undefined }>;
};

const pageSize = 200;
const mostPages = 50;

/**
 * Lists the outbound messages of a pair since a time, newest first. WhatsApp may know a person by another form of the
 * number, so the list of each form is read. Rejects if Twilio does not answer, or lists more than anyone could have been
 * sent.
 */
export const listMessages = async (messages: Lister, query: ListQuery, clock: () => Date): Promise<Listed[]> => {
  const forms = query.channel === 'whatsapp' ? spellingsOf(query.to) : [query.to];
  const lists = await Promise.all(forms.map((to) => listTo(messages, { ...query, to }, clock)));
  const bySid = new Map(lists.flat().map((listed) => [listed.sid, listed]));
  return [...bySid.values()].toSorted((a, b) => a.ageMs - b.ageMs);
};

/**
 * The times are compared here, because Twilio's DateSent filter leaves out queued messages. The query is by number only,
 * because under a Messaging Service the sender is not known yet. Ages are by Twilio's clock, which the answer contains.
 */
const listTo = async (messages: Lister, query: ListQuery, clock: () => Date): Promise<Listed[]> => {
  const { to, from, messagingServiceSid } = addressesOf(query);
  const first = await messages.pageWithHttpInfo({ to, ...(from !== undefined && { from }), pageSize });
  const now = dateOf(first.headers) ?? clock();
  const ageOf = ({ dateCreated }: Found) => now.getTime() - dateCreated.getTime();
  const isOurs = (found: Found) =>
    found.direction.startsWith('outbound') &&
    ageOf(found) <= query.sinceMs &&
    (messagingServiceSid === undefined || found.messagingServiceSid === messagingServiceSid);
  const listed: Listed[] = [];
  let page: Page | undefined = first.body;
  for (let pages = 1; page; pages += 1) {
    if (pages > mostPages) throw new Error('Twilio lists more messages to this person than can be looked through');
    const ours = page.instances.filter(isOurs);
    listed.push(...ours.map((found) => ({ ...listedOf(found), ageMs: ageOf(found) })));
    const oldest: Found | undefined = page.instances.at(-1);
    page = oldest && ageOf(oldest) <= query.sinceMs ? await page.nextPage() : undefined;
  }
  return listed;
};

const listedOf = ({ sid, body, numMedia }: Found) => ({
  sid,
  body: body ?? '',
  ...(numMedia !== undefined && { media: Number(numMedia) }),
});

/** Reads Twilio's time in an answer; `undefined` if something on the way took it out. */
const dateOf = (headers: object | undefined): Date | undefined => {
  const date = headers && 'date' in headers ? Date.parse(String(headers.date)) : Number.NaN;
  return Number.isNaN(date) ? undefined : new Date(date);
};

type Fetched = { sid: string; to?: string; status: string; errorCode: number | null; errorMessage: string | null };

/** The part of twilio-node's client that is used. */
export type Fetcher = (sid: string) => { fetch: () => Promise<Fetched> };

/**
 * Returns a message's current status at Twilio in the form of a callback; `undefined` if Twilio no longer has the
 * message. Rejects if Twilio does not answer.
 */
export const fetchStatus = async (
  messages: Fetcher,
  { messageId, twilioSid }: { messageId: string; twilioSid: string },
): Promise<FetchedStatus | undefined> => {
  try {
    const { to, status, errorCode, errorMessage } = await messages(twilioSid).fetch();
    const report = parseStatusCallback(messageId, {
      MessageSid: twilioSid,
      MessageStatus: status,
      ...(errorCode && { ErrorCode: String(errorCode) }),
      ...(errorMessage && { ErrorMessage: errorMessage }),
    });
    return report && { report: { ...report, detail: lookedUp }, ...(to && { to: to.replace(/^whatsapp:/, '') }) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const isMissing = (error: unknown) => error instanceof AnswerFailure && error.code === 20404;

/** The part of twilio-node's client that is used. */
export type Eraser = (sid: string) => {
  update: (change: { body: string }) => Promise<unknown>;
  remove: () => Promise<boolean>;
  media: {
    (sid: string): { remove: () => Promise<boolean> };
    list: (page: { pageSize: number }) => Promise<{ sid: string }[]>;
  };
};

/** Twilio names messages with media like this. Their files are resources of their own. */
const hasMedia = (twilioSid: string): boolean => twilioSid.startsWith('MM');

/**
 * Takes the text and the media of a message from Twilio's record, or all of it. Gives whether it is gone there, as it is, too, when Twilio
 * has it no longer; false while the message is on its way. Rejects when Twilio says no or does not answer.
 */
export const erase = async (messages: Eraser, { twilioSid, way }: TwilioErasure): Promise<boolean> => {
  const message = messages(twilioSid);
  try {
    // Twilio refuses this while the message is in flight and still needs its files.
    if (way === 'redact' || hasMedia(twilioSid)) await message.update({ body: '' });
    if (hasMedia(twilioSid))
      for (const { sid } of await message.media.list({ pageSize })) await message.media(sid).remove();
    if (way === 'delete') await message.remove();
    return true;
  } catch (error) {
    if (!(error instanceof AnswerFailure)) throw error;
    if (isGone(error)) return true;
    if (isEarly(error)) return false;
    throw error;
  }
};

/** The code shows that Twilio answered: any gateway can answer 404. */
const isGone = ({ code }: AnswerFailure): boolean => code === 20404;

/** Twilio refuses any change of a message in flight. */
const isEarly = ({ status, code }: AnswerFailure): boolean => status === 409 || code === 20009;
