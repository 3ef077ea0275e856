import type {
  Listed,
  ListedContent,
  ListQuery,
  Outcome,
  Priced,
  StatusReport,
  Submission,
  TwilioErasure,
} from '@recado/messaging';
import twilio from 'twilio';
import { Agent } from 'undici';
import { erase } from './erase.ts';
import { fetchStatus } from './fetch-status.ts';
import { makeHttpClient } from './http-client.ts';
import { listContents } from './list-contents.ts';
import { listMessages } from './messages-api.ts';
import { fetchPrice, listPrices } from './prices.ts';
import { send, type Deps } from './send.ts';
import { makeStatusCallbackUrl } from './status-callback-url.ts';

export type TwilioOptions = {
  accountSid: string;
  authToken: string;
  /** Used for requests instead of the auth token, which then only checks signatures. */
  apiKey?: { sid: string; secret: string };
  /** `https://api.twilio.com`, or what stands in for all of Twilio's products. */
  baseUrl: string;
  /** For one whole exchange. Twilio itself gives up after about 26 s, so less than that makes unknown outcomes. */
  timeoutMs: number;
  /** Where Twilio reaches our API. */
  publicUrl: string;
  /** The most connections to one host; requests beyond it wait their turn. Without it nobody waits for another's. */
  connections?: number;
  clock?: () => Date;
  log?: NonNullable<Deps['log']>;
};

export type Twilio = AsyncDisposable & {
  send: (submission: Submission) => Promise<Outcome>;
  listMessages: (query: ListQuery) => Promise<Listed[]>;
  listContents: () => Promise<ListedContent[]>;
  fetchStatus: (message: { messageId: string; twilioSid: string }) => Promise<StatusReport | undefined>;
  fetchPrice: (twilioSid: string) => Promise<Priced | undefined>;
  listPrices: (since: Date, requests: number) => AsyncIterable<Priced[]>;
  eraseAtTwilio: (erasure: TwilioErasure) => Promise<boolean>;
};

const maxAnswerBytes = 16 * 1024 * 1024;

/** HTTP/1.1 and one request a connection at a time: a connection that breaks takes one request along, and it is known which. */
const makeAgent = ({ connections, timeoutMs }: TwilioOptions) =>
  new Agent({
    connections: connections ?? null,
    pipelining: 1,
    allowH2: false,
    connectTimeout: timeoutMs,
    // The exchange has one timeout of its own over all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxAnswerBytes,
  });

const makeClient = (options: TwilioOptions, dispatcher: Agent) => {
  const { accountSid, authToken, apiKey, baseUrl, timeoutMs } = options;
  const username = apiKey?.sid ?? accountSid;
  const password = apiKey?.secret ?? authToken;
  const httpClient = makeHttpClient({ dispatcher, baseUrl, timeoutMs, credentials: { username, password } });
  // Empty, or twilio-node takes edge and region from the environment and changes the host.
  return twilio(username, password, { accountSid, httpClient, edge: '', region: '' });
};

/** Twilio, as the worker sees it. Disposing of it waits for the requests under way and closes the connections. */
export const createTwilio = (options: TwilioOptions): Twilio => {
  const agent = makeAgent(options);
  const { messages, content } = makeClient(options, agent);
  const deps: Deps = {
    clock: options.clock ?? (() => new Date()),
    createMessage: (params) => messages.create(params),
    statusCallbackUrl: makeStatusCallbackUrl(options.publicUrl),
    ...(options.log && { log: options.log }),
  };
  return {
    send: (submission) => send(deps, submission),
    listMessages: (query) => listMessages(messages, query),
    listContents: () => listContents(content.v1.contentAndApprovals),
    fetchStatus: (message) => fetchStatus(messages, message),
    fetchPrice: (twilioSid) => fetchPrice(messages, twilioSid),
    listPrices: (since, requests) => listPrices(messages, since, requests),
    eraseAtTwilio: (erasure) => erase(messages, erasure),
    [Symbol.asyncDispose]: () => agent.close(),
  };
};
