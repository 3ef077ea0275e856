import { isPrivateHost, lookUpPublic, type LoggedEvent, type Posted, type TakenWebhook } from '@recado/messaging';
import { presentEventOfLog } from '@recado/presentation';
import type { Proxy } from '@recado/runtime';
import { Webhook } from 'standardwebhooks';
import type { Dispatcher } from 'undici';

type Options = {
  clock: () => Date;
  allowsPrivate: boolean;
  proxy?: Proxy | undefined;
  timeoutMs?: number;
  /** Is told of the outcome of each request. */
  posted?: (outcome: Posted) => void;
};

const connectTimeoutMs = 5_000;
/** More than that of an answer is not read: nothing in it matters. */
const mostOfAnswer = 16_384;

/**
 * Posts an event to a webhook, signed by Standard Webhooks. Follows no redirect. Unless it is allowed, no connection is made
 * to a private address. Each connection checks the address that it goes to, so a name cannot change in between.
 */
export const makePostEvent = ({ clock, allowsPrivate, proxy, timeoutMs = 10_000, posted }: Options) => {
  const connect = { timeout: connectTimeoutMs, ...(!allowsPrivate && { lookup: lookUpPublic }) };
  let opening: Promise<Dispatcher> | undefined;
  // Not at the start: undici would take a tenth of it.
  const openAgent = async (): Promise<Dispatcher> => {
    const { Agent, EnvHttpProxyAgent } = await import('undici');
    if (proxy) return new EnvHttpProxyAgent(proxy);
    return new Agent({ connect, connections: 8, pipelining: 1, maxHeaderSize: mostOfAnswer });
  };
  const post = async (webhook: TakenWebhook, event: LoggedEvent, signal: AbortSignal): Promise<Posted> => {
    const url = new URL(webhook.url);
    if (!allowsPrivate && isPrivateHost(url.hostname)) return { error: 'private_address' };
    const body = JSON.stringify(presentEventOfLog(event, { unmasked: webhook.includeNumbers }));
    const agent = await (opening ??= openAgent());
    const at = clock();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const { statusCode, body: answer } = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Recado',
          'webhook-id': event.id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': webhook.secrets.map((secret) => new Webhook(secret).sign(event.id, at, body)).join(' '),
        },
        body,
        signal: limit,
      });
      await answer.dump({ limit: mostOfAnswer, signal: limit }).catch(() => undefined);
      return { status: statusCode };
    } catch (error) {
      return { error: reasonOf(error) };
    }
  };
  const postAndTell: typeof post = async (...request) => {
    const outcome = await post(...request);
    posted?.(outcome);
    return outcome;
  };
  return { post: postAndTell, [Symbol.asyncDispose]: async () => (await opening)?.destroy() };
};

/** A short code: an answer or an address in an error could tell an admin key about the network. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return 'timeout';
  const { code } = (error.cause instanceof Error && 'code' in error.cause ? error.cause : error) as { code?: unknown };
  return typeof code === 'string' ? code : 'failed';
};
