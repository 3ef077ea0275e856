import twilio from 'twilio';
import { startBare } from '../bare/start.ts';
import { account, requestOf, senderAddress } from '../lab/account.ts';
import { fill } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import { makePoster, type Request } from '../load/loops.ts';
import { sidOf } from '../stand-in/created.ts';
import type { Figure, Sizes } from './figure.ts';

const expressSignature = new URL('../bare/express-signature.ts', import.meta.url);

const concurrency = 64;
export const statuses = ['sent', 'delivered', 'read'];

/** Compares the API's status callbacks with an Express server that only checks their signature. */
export const measureCallbacks = async (lab: Lab, { callbacks, rounds }: Sizes): Promise<Figure[]> => {
  await using recado = await startRecado(lab, { twilioUrl: 'http://127.0.0.1:9', mps: 80 });
  await using bare = await startBare(lab, expressSignature);
  const ours: number[] = [];
  const theirs: number[] = [];
  const all = [...(await fill(recado, callbacks.messages * (rounds + 1))).entries()];
  for (let round = 0; round <= rounds; round += 1) {
    const own = new Map(all.slice(round * callbacks.messages, (round + 1) * callbacks.messages));
    ours.push(await postAll(recado.api.url, callbacksOf(recado.api.url, own)));
    theirs.push(await postAll(bare.url, callbacksOf(bare.url, own)));
  }
  // The first round warms up new processes, which are slow.
  return [{ name: 'API: status callbacks a second', unit: '/s', recado: ours.slice(1), reference: theirs.slice(1) }];
};

/** A callback about the nth message. */
type Callback = { messageId: string; n: number; sid: string; status: string };

/** The callbacks are signed in advance, so that signing is not measured. */
export const callbackOf = (url: string, { messageId, n, sid, status }: Callback): Request => {
  const path = `/webhooks/twilio/status/${messageId}`;
  const parameters = {
    AccountSid: account.sid,
    ApiVersion: '2010-04-01',
    ChannelPrefix: 'whatsapp',
    From: `whatsapp:${senderAddress}`,
    MessageSid: sid,
    MessageStatus: status,
    SmsSid: sid,
    SmsStatus: status,
    To: `whatsapp:${requestOf(n).to}`,
  };
  return {
    path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(account.authToken, url + path, parameters),
    },
    body: new URLSearchParams(parameters).toString(),
  };
};

/** Keeps the order of each message's callbacks, but mixes the callbacks of many messages. */
const callbacksOf = (url: string, messages: ReadonlyMap<number, string>): Request[] =>
  statuses.flatMap((status) =>
    Array.from(messages, ([n, id]) => callbackOf(url, { messageId: id, n, sid: sidOf(n), status })),
  );

/** Returns the callbacks per second. */
export const postAll = async (url: string, requests: Request[]): Promise<number> => {
  await using poster = makePoster(url, { connections: concurrency, expected: 204 });
  const began = performance.now();
  let next = 0;
  const turn = async () => {
    for (let request = requests[next++]; request; request = requests[next++]) await poster.post(request);
  };
  await Promise.all(Array.from({ length: concurrency }, turn));
  return (requests.length / (performance.now() - began)) * 1000;
};
