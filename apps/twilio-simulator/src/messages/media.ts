import { Router, type Response } from 'express';
import { Agent, request } from 'undici';
import { answerEmpty, answerJson, rfc2822 } from '../http/answer.ts';
import { answerRefusal, notFound } from '../refusals/refusal.ts';
import { channelOf, type Channel } from './create-form.ts';
import type { MediaFile, Message, MessageLog } from './message.ts';

const mib = 1024 * 1024;
const limits: Record<Channel, number> = { sms: 5 * mib, whatsapp: 16 * mib };
const tooBig: Record<Channel, number> = { sms: 30019, whatsapp: 63034 };
/** Twilio's codes for a file that cannot be read, and for one without a format that the channel carries. */
const unreadable: Record<Channel, number> = { sms: 11200, whatsapp: 63019 };
const wrongType: Record<Channel, number> = { sms: 12300, whatsapp: 63021 };
const carried = /^(image|audio|video)\/|^application\/|^text\/(x-)?(vcard|csv|rtf|richtext|calendar|directory)$/;

const timeoutMs = 5_000;

/** Reads the head of each file as Twilio does after it accepted a message. Gives the code by which the message fails. */
export const makeCheckMedia = () => {
  const agent = new Agent({ connect: { timeout: timeoutMs }, pipelining: 1 });
  const check = async ({ to, media }: Message): Promise<number | undefined> => {
    const codes = await Promise.all(media.map((file) => codeOf(agent, file, channelOf(to))));
    return codes.find((code) => code !== undefined);
  };
  return { check, close: () => agent.destroy() };
};

const codeOf = async (dispatcher: Agent, file: MediaFile, channel: Channel): Promise<number | undefined> => {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, headers, body } = await request(file.url, { method: 'HEAD', dispatcher, signal });
    body.on('error', () => undefined).destroy();
    if (statusCode < 200 || statusCode >= 300) return unreadable[channel];
    file.type =
      String(headers['content-type'] ?? '')
        .split(';')[0]
        ?.trim() || null;
    if (!carried.test(file.type ?? '')) return wrongType[channel];
    return Number(headers['content-length'] ?? 0) > limits[channel] ? tooBig[channel] : undefined;
  } catch {
    return unreadable[channel];
  }
};

type MediaRoutesDeps = { accountSid: string; messageLog: Pick<MessageLog, 'get'> };

/** Serves the files of messages, without their content. */
export const mediaRoutes = ({ accountSid, messageLog }: MediaRoutesDeps): Router => {
  const router = Router();

  /** `undefined` once it has answered that there is none. */
  const find = (sid: string, path: string, response: Response): Message | undefined => {
    const message = messageLog.get(sid);
    if (!message) answerRefusal(response, notFound(path));
    return message;
  };

  router.get('/Messages/:sid/Media.json', (incoming, response) => {
    const uri = incoming.baseUrl + incoming.path;
    const message = find(incoming.params.sid, uri, response);
    if (!message) return;
    const media = message.media.map((file) => toMediaResource(accountSid, message, file));
    const page = { page: 0, page_size: 50, start: 0, end: Math.max(0, media.length - 1) };
    const pages = { first_page_uri: uri, next_page_uri: null, previous_page_uri: null };
    answerJson(response, 200, { media_list: media, uri, ...page, ...pages });
  });

  router.delete('/Messages/:sid/Media/:media.json', (incoming, response) => {
    const path = incoming.baseUrl + incoming.path;
    const message = find(incoming.params.sid, path, response);
    if (!message) return;
    const place = message.media.findIndex(({ sid }) => sid === incoming.params.media);
    if (place < 0) return answerRefusal(response, notFound(path));
    message.media.splice(place, 1);
    answerEmpty(response);
  });

  return router;
};

const toMediaResource = (accountSid: string, message: Message, { sid, type }: MediaFile) => ({
  sid,
  account_sid: accountSid,
  parent_sid: message.sid,
  content_type: type,
  date_created: rfc2822(message.createdAt),
  date_updated: rfc2822(message.updatedAt),
  uri: `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}/Media/${sid}.json`,
});
