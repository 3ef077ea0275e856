import { Agent, request } from 'undici';
import type { Overrides, RetryReason } from './overrides.ts';

export type Callback = {
  /** Without a fragment. */
  url: string;
  body: string;
  headers: Record<string, string>;
};

type Limits = Pick<Overrides, 'connectTimeout' | 'readTimeout'>;

/** undefined when it was taken: answered with 2xx. A redirect is not followed, because it would lose the body. */
export type Post = (callback: Callback, limits: Limits) => Promise<RetryReason | undefined>;

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

/** Posts over kept-alive connections, at most `connections` to each host. */
export const makePoster = (connections: number) => {
  const agents = new Map<number, Agent>();
  const agentFor = (connectTimeout: number) => {
    const agent = agents.get(connectTimeout) ?? new Agent({ connections, connect: { timeout: connectTimeout } });
    agents.set(connectTimeout, agent);
    return agent;
  };
  /** The status of the answer, or why there was none. */
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
export type Poster = ReturnType<typeof makePoster>;
