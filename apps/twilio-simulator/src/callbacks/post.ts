import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { Agent, request } from 'undici';

export type Callback = {
  /** It has no fragment. */
  url: string;
  body: string;
  headers: Record<string, string>;
};

type Limits = Pick<Overrides, 'connectTimeout' | 'readTimeout'>;

/** Returns undefined after a 2xx response. It follows no redirect, because that would lose the body. */
export type Post = (callback: Callback, limits: Limits) => Promise<RetryReason | undefined>;

/** Posts over kept-alive connections, at most `connections` to each host. */
export const makePoster = (connections: number) => {
  const agents = new Map<number, Agent>();
  const agentFor = (connectTimeout: number) => {
    const agent = agents.get(connectTimeout) ?? new Agent({ connections, connect: { timeout: connectTimeout } });
    agents.set(connectTimeout, agent);
    return agent;
  };
  /** Returns the status of the response, or the reason why there was none. */
  const ask = async (
    { url, body, headers }: Callback,
    { connectTimeout, readTimeout }: Limits,
  ): Promise<number | RetryReason> => {
    const target = new URL(url);
    try {
      const answer = await request(target.origin + target.pathname + target.search, {
        method: 'POST',
        headers: { ...headers, ...authorization(target) },
        body,
        dispatcher: agentFor(connectTimeout),
        headersTimeout: readTimeout,
        bodyTimeout: readTimeout,
      });
      await answer.body.dump();
      return answer.statusCode;
    } catch (error) {
      return reasonOf(error);
    }
  };
  const post: Post = async (callback, limits) => {
    const answer = await ask(callback, limits);
    if (typeof answer !== 'number') return answer;
    if (answer >= 200 && answer < 300) return undefined;
    return answer >= 500 ? '5xx' : '4xx';
  };
  return { ask, post, close: () => Promise.all(Array.from(agents.values(), (agent) => agent.destroy())) };
};

const unconnected = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

const isTls = (code: string) => code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.includes('CERT');

const reasonOf = (error: unknown): RetryReason => {
  const code = codeOf(error);
  return unconnected.has(code) || isTls(code) ? 'ct' : 'rt';
};

/** A user and password in the URL are sent as Basic auth. */
const authorization = ({ username, password }: URL): Record<string, string> => {
  if (!username && !password) return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
};

export type Poster = ReturnType<typeof makePoster>;

/** Signs the given URL without its fragment, and every parameter. */
export const sign = (authToken: string, url: string, parameters: Record<string, string>): Callback => ({
  url,
  body: new URLSearchParams(parameters).toString(),
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'user-agent': 'TwilioProxy/1.1',
    'i-twilio-idempotency-token': randomUUID(),
    'x-twilio-signature': getExpectedTwilioSignature(authToken, url, parameters),
  },
});

/** Names the reasons to repeat a callback: no connection, no response in time, or an error response. */
export type RetryReason = '4xx' | '5xx' | 'ct' | 'rt';

/** Configures the connection of a callback; times are in milliseconds. */
type Overrides = {
  connectTimeout: number;
  readTimeout: number;
  /** Holds all attempts together. */
  totalTimeout: number;
  retries: number;
  retryOn: ReadonlySet<RetryReason>;
};

const reasons: readonly RetryReason[] = ['4xx', '5xx', 'ct', 'rt'];

/** Reads Twilio's connection overrides from a callback URL's fragment, which is neither sent nor signed. */
export const parseOverrides = (fragment: string): Overrides => {
  const values = new URLSearchParams(fragment);
  return {
    connectTimeout: bounded(values.get('ct'), 5000, 100, 10_000),
    readTimeout: bounded(values.get('rt'), 15_000, 100, 15_000),
    totalTimeout: bounded(values.get('tt'), 15_000, 100, 15_000),
    retries: bounded(values.get('rc'), 1, 0, 5),
    retryOn: retryReasons(values.get('rp')),
  };
};

const bounded = (text: string | null, fallback: number, min: number, max: number): number => {
  const value = Number(text ?? Number.NaN);
  return Number.isInteger(value) ? Math.min(max, Math.max(min, value)) : fallback;
};

const retryReasons = (text: string | null): ReadonlySet<RetryReason> => {
  const named = (text ?? 'ct').split(',');
  return new Set(named.includes('all') ? reasons : reasons.filter((reason) => named.includes(reason)));
};
