import { foreignAnswer, readProblem, RecadoProblem } from './problem.ts';
import { isPassing, patienceMs, sleep, waitMsOf } from './retry.ts';

export type TransportOptions = {
  /** Address of the API, for example `https://messages.example.com`. Default: the origin of the page. */
  url?: string;
  /** Never give a key to a browser: there, the session of the person who signed in counts. */
  apiKey?: string;
  /** Most tries after the first one. Default: 4. */
  retries?: number;
  /** Time for one try. Default: 60,000. Uploads and streams have none. */
  timeoutMs?: number;
  fetch?: typeof fetch;
};

export type CallOptions = {
  /** Repeating a request with its key does nothing again, for 24 hours. Default: a new key for each call. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  retries?: number;
  timeoutMs?: number;
};

type Value = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, Value | readonly Value[]>>;

/** A file of any length. A stream can be sent only once, so that its request is not repeated. */
export type Upload = { contentType: string; body: Blob | ReadableStream<Uint8Array> | string };

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Request = CallOptions & {
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  upload?: Upload;
  accept?: string;
  /** Set for a POST or PATCH that changes nothing when it is repeated, although it has no key. */
  isRepeatable?: boolean;
};

export type Transport = {
  /** Returns the JSON of the answer, of which the caller knows the type; undefined if it has no content. */
  json: <T>(method: Method, path: string, request?: Request) => Promise<T>;
  /** Returns the answer with its body, which may be of any length. */
  open: (method: Method, path: string, request?: Request) => Promise<Response>;
};

/** Calls the API, and repeats what failed for the moment and may be repeated. Each error is a RecadoProblem. */
export const createTransport = (options: TransportOptions = {}): Transport => {
  const call = makeCall({ ...options, url: baseOf(options) });
  return {
    json: <T>(method: Method, path: string, request: Request = {}) => call<T>(method, path, request, readJson),
    open: (method, path, request = {}) => call(method, path, request, (response) => Promise.resolve(response)),
  };
};

/** Adds a key to a call that may be repeated with one. */
export const withKey = (options: CallOptions = {}): CallOptions => ({
  idempotencyKey: crypto.randomUUID(),
  ...options,
});

const baseOf = ({ url }: TransportOptions): string => {
  if (url === undefined && !('document' in globalThis))
    throw new Error('The address of the API is missing. Pass url, for example https://messages.example.com');
  return (url ?? '').replace(/\/+$/, '');
};

type Read<T> = (response: Response) => Promise<T>;

type Config = TransportOptions & { url: string };

const makeCall =
  (config: Config) =>
  async <T>(method: Method, path: string, request: Request, read: Read<T>): Promise<T> => {
    const init = initOf(method, request, config);
    const url = `${config.url}${path}${queryOf(request.query)}`;
    const most = mayRepeat(method, request) ? (request.retries ?? config.retries ?? 4) : 0;
    const timeoutMs = request.timeoutMs ?? (request.upload ? undefined : (config.timeoutMs ?? 60_000));
    for (let failures = 0; ; failures += 1) {
      try {
        return await tryOnce({ config, url, init, timeoutMs, signal: request.signal }, read);
      } catch (error) {
        if (failures >= most || !isPassing(error)) throw error;
        const waitMs = waitMsOf(failures, error);
        if (waitMs > patienceMs) throw error;
        await sleep(waitMs, request.signal);
      }
    }
  };

const mayRepeat = (method: Method, { idempotencyKey, isRepeatable, upload }: Request): boolean =>
  !(upload?.body instanceof ReadableStream) &&
  (idempotencyKey !== undefined || isRepeatable === true || !(method === 'POST' || method === 'PATCH'));

const initOf = (method: Method, request: Request, { apiKey }: TransportOptions): RequestInit => {
  const { body, upload, idempotencyKey, accept = 'application/json' } = request;
  const headers = new Headers({ accept });
  if (apiKey !== undefined) headers.set('authorization', `Bearer ${apiKey}`);
  else if (method !== 'GET') headers.set('x-recado-console', '1');
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (upload) headers.set('content-type', upload.contentType);
  return {
    method,
    headers,
    // A redirected POST would become a GET without its body.
    redirect: 'manual',
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(upload && { body: upload.body, ...(upload.body instanceof ReadableStream && { duplex: 'half' }) }),
  };
};

type Try = {
  config: Config;
  url: string;
  init: RequestInit;
  timeoutMs: number | undefined;
  signal: AbortSignal | undefined;
};

/** The time covers the reading of JSON. It ends before the body of a streamed answer is read. */
const tryOnce = async <T>({ config, url, init, timeoutMs, signal }: Try, read: Read<T>): Promise<T> => {
  const send = config.fetch ?? fetch;
  const late = new AbortController();
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => late.abort(), timeoutMs);
  try {
    const response = await send(url, {
      ...init,
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    });
    if (!response.ok) throw await readProblem(response);
    return await read(response);
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause instanceof RecadoProblem ? cause : noAnswer(cause, late.signal.aborted, config.url);
  } finally {
    clearTimeout(timer);
  }
};

const noAnswer = (cause: unknown, isLate: boolean, url: string): RecadoProblem => {
  const title = `The API does not answer${url && ` at ${url}`}${isLate ? ' in time' : ''}`;
  return new RecadoProblem({ status: 0, type: isLate ? 'timeout' : 'no-answer', title }, { cause });
};

const readJson = async <T>(response: Response): Promise<T> => {
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  try {
    return JSON.parse(text) as T;
  } catch {
    throw foreignAnswer(response);
  }
};

const queryOf = (query: Query = {}): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') given.set(name, String(value));
  const text = given.toString();
  return text && `?${text}`;
};
