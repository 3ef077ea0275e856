import { Agent, request } from 'undici';
import type { Overrides, RetryReason } from './overrides.ts';

export type Callback = {
  /** Without a fragment. */
  url: string;
  body: string;
  headers: Record<string, string>;
};

/** undefined when it was taken: answered with 2xx. A redirect is not followed, because it would lose the body. */
export type Post = (
  callback: Callback,
  limits: Pick<Overrides, 'connectTimeout' | 'readTimeout'>,
) => Promise<RetryReason | undefined>;

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
  const post: Post = async ({ url, body, headers }, { connectTimeout, readTimeout }) => {
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
      if (answer.statusCode >= 200 && answer.statusCode < 300) return undefined;
      return answer.statusCode >= 500 ? '5xx' : '4xx';
    } catch (error) {
      return reasonOf(error);
    }
  };
  return { post, close: () => Promise.all(Array.from(agents.values(), (agent) => agent.destroy())) };
};
