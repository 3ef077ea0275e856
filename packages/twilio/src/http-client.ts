import type { RequestClient } from 'twilio';
import type { Dispatcher } from 'undici';
import { readAnswer } from './answer.ts';
import { exchange } from './exchange.ts';
import { encodeForm } from './form.ts';
import { makeRedirect } from './origin.ts';

type Options = {
  dispatcher: Dispatcher;
  baseUrl: string;
  timeoutMs: number;
  credentials: { username: string; password: string };
};
type Fields = Parameters<typeof encodeForm>[0];
/** The part of what twilio-node asks that matters here: credentials and timeout are ours. */
type Asked = { method: string; uri: string; headers?: Record<string, string>; params?: Fields; data?: Fields };

const basic = ({ username, password }: Options['credentials']) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const withQuery = (path: string, params: Asked['params']) => {
  const query = params ? encodeForm(params) : '';
  return query ? `${path}${path.includes('?') ? '&' : '?'}${query}` : path;
};

/**
 * What twilio-node sends its requests through. Rejects with an ExchangeFailure when no answer came and with an
 * AnswerFailure when it was not the resource asked for; twilio-node hands both on as they are, headers kept.
 */
export const makeHttpClient = ({ dispatcher, baseUrl, timeoutMs, credentials }: Options): RequestClient => {
  const redirect = makeRedirect(baseUrl);
  const authorization = basic(credentials);
  const request = async ({ method, uri, headers, params, data }: Asked) => {
    const { origin, path } = redirect(uri);
    const question = {
      origin,
      path: withQuery(path, params),
      method: method.toUpperCase(),
      headers: { ...headers, authorization },
      body: data ? encodeForm(data) : null,
    };
    const answer = await exchange(dispatcher, question, timeoutMs);
    return { statusCode: answer.status, headers: answer.headers, body: readAnswer(answer) };
  };
  // twilio-node calls `request` only; its class has private members, and would bring its own connections.
  return { request } as unknown as RequestClient;
};
