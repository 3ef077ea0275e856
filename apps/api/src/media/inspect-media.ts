import { isPrivateHost, lookUpPublic, Refusal, type MediaFacts, type MediaFault } from '@recado/messaging';
import { makeSemaphore, type Proxy } from '@recado/runtime';
import type { Dispatcher } from 'undici';
import { rememberBriefly } from '../cached-settings.ts';

type Options = {
  clock: () => Date;
  /** Files may be on this machine and in private networks, and come by http: nobody else has to read them. */
  allowsPrivate: boolean;
  proxy?: Proxy | undefined;
  timeoutMs?: number;
  /** The most requests at the same time, and how long others wait for their turn. */
  atOnce?: number;
  waitMs?: number;
};

type Found = MediaFacts | MediaFault;

const rememberedForMs = 60_000;
const remembered = 1_000;
/** A host that did not answer in time is not asked again for so long. */
const spareForMs = 10_000;
const mostOfHeader = 16_384;

/**
 * Asks the host of a file for its type and size, without its content. Follows no redirect. Unless it is allowed, no
 * connection is made to a private address; each connection checks the address that it goes to. A host has some
 * places only, and is spared for some seconds if it did not answer in time. So it cannot hold up other hosts.
 */
export const makeInspectMedia = ({ clock, allowsPrivate, proxy, ...limits }: Options) => {
  const { timeoutMs = 5_000, atOnce = 32, waitMs = 5_000 } = limits;
  const connect = { timeout: timeoutMs, ...(!allowsPrivate && { lookup: lookUpPublic }) };
  let opening: Promise<Dispatcher> | undefined;
  // Not at the start: undici would take a tenth of it.
  const openAgent = async (): Promise<Dispatcher> => {
    const { Agent, EnvHttpProxyAgent } = await import('undici');
    if (proxy) return new EnvHttpProxyAgent(proxy);
    return new Agent({ connect, connections: 8, pipelining: 1, maxHeaderSize: mostOfHeader });
  };
  const enter = makeSemaphore(atOnce);
  const enterHost = makeHostPlaces(Math.max(1, atOnce / 4));
  const slowUntil = new Map<string, number>();
  const inTurn = async (url: URL): Promise<Found> => {
    const agent = await (opening ??= openAgent());
    const leaveHost = await within(enterHost(url.origin), waitMs);
    const leave = await within(enter(), waitMs).catch((error: unknown) => {
      leaveHost();
      throw error;
    });
    try {
      if ((slowUntil.get(url.origin) ?? 0) > clock().getTime()) return silent(url);
      return await ask(agent, url, AbortSignal.timeout(timeoutMs));
    } catch (error) {
      if (isTimeout(error)) rememberSlow(slowUntil, url.origin, clock().getTime());
      return faultOf(error, url);
    } finally {
      leave();
      leaveHost();
    }
  };
  const load = async (text: string): Promise<MediaFacts> => {
    const url = new URL(text);
    const found = (allowsPrivate ? undefined : forbidden(url)) ?? (await inTurn(url));
    if ('reason' in found) throw new NotReadable(found);
    return found;
  };
  const recall = rememberBriefly({ clock, forMs: rememberedForMs, atMost: remembered, load });
  const inspectMedia = async (url: string): Promise<Found> => recall(url).catch(toFault);
  return { inspectMedia, [Symbol.asyncDispose]: async () => (await opening)?.destroy() };
};

/** Nothing is remembered of a file that cannot be had: its host may be mended at once. */
class NotReadable extends Error {
  readonly fault: MediaFault;

  constructor(fault: MediaFault) {
    super(fault.message);
    this.fault = fault;
  }
}

const toFault = (error: unknown): MediaFault => {
  if (error instanceof NotReadable) return error.fault;
  throw error;
};

/** A slow host takes only some of the places, so that files elsewhere are not held up. */
const makeHostPlaces = (places: number) => {
  const hosts = new Map<string, ReturnType<typeof makeSemaphore>>();
  return (origin: string) => {
    const enter = hosts.get(origin) ?? makeSemaphore(places);
    if (hosts.size >= remembered) hosts.clear();
    hosts.set(origin, enter);
    return enter();
  };
};

const rememberSlow = (slowUntil: Map<string, number>, origin: string, now: number): void => {
  if (slowUntil.size >= remembered) slowUntil.clear();
  slowUntil.set(origin, now + spareForMs);
};

/** Resolves to the place in the queue, or throws. A place that comes too late is left at once. */
const within = async (place: Promise<() => void>, waitMs: number): Promise<() => void> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(overloaded()), waitMs);
  try {
    return await Promise.race([place, late]);
  } catch (error) {
    void place.then((leave) => leave());
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

const overloaded = () =>
  new Refusal('rate-limited', 'Too many files are being checked at the same time. Try again in some seconds');

const forbidden = ({ protocol, hostname }: URL): MediaFault | undefined => {
  if (protocol !== 'https:') return { reason: 'not_https', message: 'must be an https URL' };
  return isPrivateHost(hostname) ? privateAddress : undefined;
};

const privateAddress: MediaFault = {
  reason: 'private_address',
  message: 'is in a private network, which Twilio cannot reach. Use a public address',
};

/** Some hosts answer GET alone, such as those with signed addresses. Of its answer only the headers are read. */
const ask = async (agent: Dispatcher, url: URL, signal: AbortSignal): Promise<Found> => {
  const head = await request(agent, url, 'HEAD', signal);
  const answer =
    isGood(head.statusCode) || isRedirect(head.statusCode) ? head : await request(agent, url, 'GET', signal);
  const { statusCode: status, headers } = answer;
  if (isRedirect(status)) return redirects;
  if (!isGood(status)) return { reason: 'media_unreachable', message: `answers ${status}. ${remedy}` };
  const type = first(headers['content-type'])?.split(';')[0]?.trim().toLowerCase();
  if (!type) return { reason: 'media_type', message: 'has no Content-Type. Let its host name the format' };
  const bytes = sizeOf(headers);
  return { type, ...(bytes !== undefined && { bytes }) };
};

const remedy = 'Check that anybody can read it without signing in';

const redirects: MediaFault = {
  reason: 'media_redirects',
  message: 'redirects to another address. Give the address of the file itself',
};

const request = async (agent: Dispatcher, url: URL, method: 'HEAD' | 'GET', signal: AbortSignal) => {
  const answer = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers: {
      'user-agent': 'Recado',
      'accept-encoding': 'identity',
      ...(method === 'GET' && { range: 'bytes=0-0' }),
    },
    signal,
  });
  answer.body.on('error', () => undefined).destroy();
  return answer;
};

type Headers = Dispatcher.ResponseData['headers'];

const isGood = (status: number): boolean => status >= 200 && status < 300;
const isRedirect = (status: number): boolean => status >= 300 && status < 400;
const first = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);

/** The size of the whole file, although only its first byte was asked for. */
const sizeOf = (headers: Headers): number | undefined => {
  const range = first(headers['content-range']);
  const text = range === undefined ? first(headers['content-length']) : /\/(\d+)\s*$/.exec(range)?.[1];
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
};

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || ('code' in error && error.code === connectTimeout));

const connectTimeout = 'UND_ERR_CONNECT_TIMEOUT';

/** Says no more of an error than the caller may know about the network. */
const faultOf = (error: unknown, url: URL): MediaFault => {
  const { code } = (error instanceof Error && error.cause instanceof Error ? error.cause : error) as { code?: unknown };
  return code === 'private_address' ? privateAddress : silent(url);
};

const silent = ({ host }: URL): MediaFault => ({
  reason: 'media_unreachable',
  message: `cannot be read: ${host} does not answer. Check the address, and try again`,
});
