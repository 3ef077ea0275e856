import type { Channel, Money } from '@recado/contract';
import type {
  InboundListQuery,
  InboundReport,
  Listed,
  ListedContent,
  ListQuery,
  Outcome,
  Priced,
  QualityFacts,
  FetchedStatus,
  Submission,
  TwilioErasure,
  Usage,
} from '@recado/messaging';
import type { RequestClient } from 'twilio';
import type { Dispatcher } from 'undici';
import { readAnswer } from './answer.ts';
import { listContents } from './content-api.ts';
import { exchange } from './exchange.ts';
import { findInboundWebhooks, type FoundWebhooks } from './inbound-webhooks.ts';
import { listInbound } from './list-inbound.ts';
import { erase, fetchStatus, listMessages } from './messages-api.ts';
import { fetchBalance, fetchPrice, fetchUsage, listPrices } from './prices.ts';
import { requestTwilio, type Deps } from './send.ts';
import { fetchQualities } from './sender-quality.ts';

export type TwilioOptions = {
  accountSid: string;
  authToken: string;
  /** Used for requests instead of the auth token, which then only checks signatures. */
  apiKey?: { sid: string; secret: string };
  /** `https://api.twilio.com`, or what stands in for all of Twilio's products. */
  baseUrl: string;
  /** Limits one whole exchange. Twilio itself gives up after about 26 s, so less than that makes unknown outcomes. */
  timeoutMs: number;
  /** Where Twilio reaches our API. */
  publicUrl: string;
  /** The most connections to one host; further requests wait. By default there is no limit. */
  connections?: number;
  /** The HTTP proxy on the way to Twilio, and the hosts that are reached without it. */
  proxy?: { httpProxy: string; httpsProxy: string; noProxy: string };
  clock?: () => Date;
  log?: NonNullable<Deps['log']>;
};

export type Twilio = AsyncDisposable & {
  /** Loads twilio-node and undici before the first request does, which would wait for it. Rejects if a part of it is missing. */
  load: () => Promise<void>;
  requestTwilio: (submission: Submission) => Promise<Outcome>;
  listMessages: (query: ListQuery) => Promise<Listed[]>;
  listInbound: (query: InboundListQuery) => AsyncIterable<InboundReport[]>;
  /** Rejects while Twilio refuses the credentials or does not answer. */
  checkCredentials: () => Promise<void>;
  listContents: () => Promise<ListedContent[]>;
  fetchStatus: (message: { messageId: string; twilioSid: string }) => Promise<FetchedStatus | undefined>;
  fetchPrice: (twilioSid: string) => Promise<Priced | undefined>;
  fetchBalance: () => Promise<Money>;
  fetchUsage: (day: string) => Promise<Usage>;
  fetchQualities: (addresses: string[]) => Promise<Map<string, QualityFacts>>;
  listPrices: (since: Date, requests: number) => AsyncIterable<Priced[]>;
  eraseAtTwilio: (erasure: TwilioErasure) => Promise<boolean>;
  findInboundWebhooks: (senders: readonly { channel: Channel; address: string }[]) => Promise<FoundWebhooks[]>;
};

const maxAnswerBytes = 16 * 1024 * 1024;

/** Twilio, as the worker sees it. Disposing of it waits for the requests under way and closes the connections. */
export const createTwilio = (options: TwilioOptions): Twilio => {
  let loading: ReturnType<typeof loadClient> | undefined;
  const client = () => (loading ??= loadClient(options));
  const deps: Deps = {
    clock: options.clock ?? (() => new Date()),
    createMessage: async (params) => (await client()).messages.create(params),
    statusCallbackUrl: makeStatusCallbackUrl(options.publicUrl),
    ...(options.log && { log: options.log }),
  };
  return {
    load: async () => void (await client()),
    requestTwilio: (submission) => requestTwilio(deps, submission),
    listMessages: async (query) => listMessages((await client()).messages, query, deps.clock),
    async *listInbound(query) {
      const { messages, messaging } = await client();
      const findNumbers = (sid: string) => messaging.v1.services(sid).phoneNumbers.list({ pageSize: 1_000 });
      yield* listInbound(messages, findNumbers, query);
    },
    checkCredentials: async () => void (await (await client()).messages.page({ pageSize: 1 })),
    listContents: async () => listContents((await client()).content.v1.contentAndApprovals),
    fetchStatus: async (message) => fetchStatus((await client()).messages, message),
    fetchPrice: async (twilioSid) => fetchPrice((await client()).messages, twilioSid),
    fetchQualities: async (addresses) => fetchQualities(await client(), addresses),
    fetchBalance: async () => fetchBalance((await client()).balance),
    fetchUsage: async (day) => fetchUsage((await client()).usage.records.daily, day),
    async *listPrices(since, requests) {
      yield* listPrices((await client()).messages, since, requests);
    },
    eraseAtTwilio: async (erasure) => erase((await client()).messages, erasure),
    findInboundWebhooks: async (senders) =>
      findInboundWebhooks(await client(), inboundUrlOf(options.publicUrl), senders),
    [Symbol.asyncDispose]: async () => (await loading)?.agent.close(),
  };
};

/** HTTP/1.1 and one request a connection at a time: a connection that breaks takes one request along, and it is known which. */
const makeAgent = async ({ connections, timeoutMs, proxy }: TwilioOptions): Promise<Dispatcher> => {
  const { Agent, EnvHttpProxyAgent, Pool } = await import('undici');
  const agent = {
    connections: connections ?? null,
    pipelining: 1,
    allowH2: false,
    connectTimeout: timeoutMs,
    // The exchange has one timeout of its own over all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxAnswerBytes,
  };
  if (!proxy) return new Agent(agent);
  // A proxy that never answers CONNECT must not hold the request, or a stop of the process, for longer than Twilio would.
  const clientFactory = (origin: URL, options: object) => new Pool(origin, { ...options, headersTimeout: timeoutMs });
  return new EnvHttpProxyAgent({ ...agent, ...proxy, clientFactory });
};

/**
 * Loads undici and the part of twilio-node that is used, at the first request: they take longer than most of what a start
 * needs. The whole client of twilio-node names all products of Twilio, and has ten times the size.
 */
const loadClient = async (options: TwilioOptions) => {
  const [agent, { default: base }, { default: Api }, { default: Content }, { default: Messaging }] = await Promise.all([
    makeAgent(options),
    import('twilio/lib/base/BaseTwilio.js'),
    import('twilio/lib/rest/ApiBase.js'),
    import('twilio/lib/rest/ContentBase.js'),
    import('twilio/lib/rest/MessagingBase.js'),
  ]);
  const { accountSid, authToken, apiKey, baseUrl, timeoutMs } = options;
  const username = apiKey?.sid ?? accountSid;
  const password = apiKey?.secret ?? authToken;
  const httpClient = makeHttpClient({ dispatcher: agent, baseUrl, timeoutMs, credentials: { username, password } });
  // Empty, or twilio-node takes edge and region from the environment and changes the host.
  const client = new base.Client(username, password, { accountSid, httpClient, edge: '', region: '' });
  const { messages, incomingPhoneNumbers, balance, usage } = new Api(client).v2010.account;
  const [content, messaging] = [new Content(client), new Messaging(client)];
  return { agent, messages, incomingPhoneNumbers, balance, usage, content, messaging };
};

type Options = {
  dispatcher: Dispatcher;
  baseUrl: string;
  timeoutMs: number;
  credentials: { username: string; password: string };
};
type Fields = Parameters<typeof encodeForm>[0];
/** The part of what twilio-node asks that matters here: credentials and timeout are ours. */
type ClientRequest = { method: string; uri: string; headers?: Record<string, string>; params?: Fields; data?: Fields };

const basic = ({ username, password }: Options['credentials']) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const withQuery = (path: string, params: ClientRequest['params']) => {
  const query = params ? encodeForm(params) : '';
  return query ? `${path}${path.includes('?') ? '&' : '?'}${query}` : path;
};

/**
 * Returns the HTTP client of twilio-node. It rejects with an ExchangeFailure if no answer arrived. It rejects with an
 * AnswerFailure if the answer is not the expected resource. Both pass through twilio-node unchanged, with headers.
 */
const makeHttpClient = ({ dispatcher, baseUrl, timeoutMs, credentials }: Options): RequestClient => {
  const redirect = makeRedirect(baseUrl);
  const authorization = basic(credentials);
  const request = async ({ method, uri, headers, params, data }: ClientRequest) => {
    const { origin, path } = redirect(uri);
    const question = {
      origin,
      path: withQuery(path, params),
      method: method.toUpperCase(),
      headers: { ...headers, authorization },
      body: data ? encodeBody(data, headers) : null,
    };
    const answer = await exchange(dispatcher, question, timeoutMs);
    return { statusCode: answer.status, headers: answer.headers, body: readAnswer(answer) };
  };
  // twilio-node calls `request` only; its class has private members, and would bring its own connections.
  return { request } as unknown as RequestClient;
};

type Target = { origin: string; path: string };

const twilioApi = /^api\.((?:[\w-]+\.){0,2}twilio\.com)$/;

/**
 * Where a request of twilio-node's (`https://<product>.twilio.com/…`) really goes. With Twilio's own API as base, at
 * any edge or region, each product keeps its host there; any other base stands for all products. The base may have a path.
 */
export const makeRedirect = (baseUrl: string): ((uri: string) => Target) => {
  const base = new URL(baseUrl);
  const domain = twilioApi.exec(base.hostname)?.[1];
  const prefix = base.pathname.replace(/\/$/, '');
  return (uri) => {
    const { hostname, pathname, search } = new URL(uri);
    const origin = domain ? `https://${hostname.split('.')[0]}.${domain}` : base.origin;
    return { origin, path: prefix + pathname + search };
  };
};

/** The newest APIs of Twilio take JSON, all others forms. */
const encodeBody = (data: Fields, headers: ClientRequest['headers']): string =>
  headers?.['Content-Type'] === 'application/json' ? JSON.stringify(data) : encodeForm(data);

type Field = string | number | boolean | undefined | readonly (string | number | boolean)[];

/** Fields as a form: a list repeats its key, what is undefined is left out. */
export const encodeForm = (fields: Readonly<Record<string, Field>>): string => {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) form.append(key, String(item));
  }
  return form.toString();
};

/**
 * Twilio reads these from the fragment and does not send it. Twilio retries up to five times after any failure, within
 * 15 s. An answer that takes longer than 4 s is given up, which leaves time for the next try.
 */
const overrides = 'ct=2000&rt=4000&tt=15000&rc=5&rp=all';

const webhookUrl = (publicUrl: string, path: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/webhooks/twilio/${path}#${overrides}`;

/** Where Twilio reports on a message: our id is in the path, so that a report names the message even if Twilio's answer was lost. */
export const makeStatusCallbackUrl =
  (publicUrl: string) =>
  (messageId: string): string =>
    webhookUrl(publicUrl, `status/${encodeURIComponent(messageId)}`);

/** Where Twilio sends inbound messages. */
export const inboundUrlOf = (publicUrl: string): string => webhookUrl(publicUrl, 'inbound');
