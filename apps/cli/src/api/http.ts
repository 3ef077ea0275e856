import { Problem } from '@recado/contract';
import type { z } from 'zod';
import { Failure } from '../failure.ts';

/** Holds the address of an API and the API key. */
export type Access = { url: string; apiKey: string };

export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  idempotencyKey?: string;
};

/** Configures a request whose response may have any length. */
export type Opening = {
  method?: 'POST' | 'DELETE';
  headers?: Record<string, string>;
  body?: ReadableStream;
  signal?: AbortSignal;
};

export type Caller = {
  /** Returns the JSON of a response. */
  call: <T>(answer: z.ZodType<T>, request: Request) => Promise<T>;
  /** Streams the request and the response. */
  open: (path: string, opening?: Opening) => Promise<Response>;
};

const timeoutMs = 60_000;

/** Calls an API. Every call throws a Failure with the problem that the API reports. */
export const makeCaller = ({ url, apiKey }: Access): Caller => {
  const open = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { authorization: `Bearer ${apiKey}`, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetchOrSay(`${url}${path}`, { ...init, headers });
    if (!response.ok) throw failureOf(response, await readJson(response));
    return response;
  };
  const call = async <T>(answer: z.ZodType<T>, { method, path, body, idempotencyKey }: Request): Promise<T> => {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await open(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return readAnswer(answer, response);
  };
  return { call, open: (path, opening = {}) => open(path, { ...opening, ...(opening.body && { duplex: 'half' }) }) };
};

const fetchOrSay = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    // A redirected POST would become a GET without its body.
    return await fetch(url, { ...init, redirect: 'manual' });
  } catch (cause) {
    throw new Failure('api_unreachable', describeNoAnswer(new URL(url).origin, cause), { cause });
  }
};

const readJson = async (response: Response): Promise<unknown> => response.json().catch(() => undefined);

/** Throws a Failure if the response does not have the expected form. */
const readAnswer = async <T>(answer: z.ZodType<T>, response: Response): Promise<T> => {
  const json = await readJson(response);
  const { data } = answer.safeParse(json);
  if (data === undefined) throw failureOf(response, json);
  return data;
};

const lastPart = (type: string): string => type.split(':').at(-1) ?? type;

/** Formats a problem of the API, one line per field: `to: is a landline… (landline)`. */
export const describeProblem = (problem: Problem): string => {
  const fields = (problem.errors ?? []).map(
    ({ field, reason, message }) => `  ${field || 'body'}: ${message} (${reason})`,
  );
  const detail = saysMore(problem) ? `: ${problem.detail}` : '';
  return [`${problem.status} ${lastPart(problem.type)}: ${problem.title}${detail}`, ...fields].join('\n');
};

/** Shows the detail only if it says more than the fields, for example about a file. */
const saysMore = ({ detail, errors = [] }: Problem): boolean =>
  detail !== undefined && detail !== 'See errors' && !errors.some(({ message }) => detail.includes(message));

/** The Failure for an answer that is not the requested one: a refusal by the API, or an answer that is not its own. */
const failureOf = ({ status, headers }: Pick<Response, 'status' | 'headers'>, body: unknown): Failure => {
  const { data: problem } = Problem.safeParse(body);
  if (problem) return new Failure(lastPart(problem.type), describeProblem(problem));
  const location = headers.get('location') ?? undefined;
  const isHtml = /html/.test(headers.get('content-type') ?? '');
  return new Failure(
    'strange_answer',
    describeForeignAnswer({ status, isHtml, ...(location !== undefined && { location }) }),
  );
};

/** Formats the query of a path from the fields that have a value. */
export const query = (fields: Record<string, string | undefined>): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) given.set(name, value);
  return given.size > 0 ? `?${given.toString()}` : '';
};

/** Streams a file to the API. */
export type Upload = { contentType: string; body: ReadableStream };

/** Sends a file of any length while it is read, with little memory. */
export const uploadTo = async <T>(
  open: Caller['open'],
  answer: z.ZodType<T>,
  path: string,
  { contentType, body }: Upload,
): Promise<T> =>
  readAnswer(answer, await open(path, { method: 'POST', headers: { 'content-type': contentType }, body }));

/** Says why a request got no answer at all. */
export const describeNoAnswer = (origin: string, cause: unknown): string => {
  const { code, message } = rootOf(cause);
  // The error of fetch for a 407 has an empty text; for a 407 to CONNECT it has the status.
  if (cause instanceof Error && (message === '' || /\(407\)/.test(message)))
    return `407 from a proxy on the way to ${origin}. ${remedies[407]}`;
  if (brokenCodes.has(code))
    return (
      `the connection to ${origin} broke before the answer came (${code}). Check that the API runs. If a proxy is in ` +
      'front of it, it may limit the size or the time of a body. The request may have been executed: look before you repeat it.'
    );
  return `the API does not answer at ${origin}. Start it with \`recado up\`, or set RECADO_URL to its address.`;
};

/** A connection stood when one of these occurred. */
const brokenCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

const rootOf = (error: unknown): { code: string; message: string } => {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  if (error.cause instanceof Error) return rootOf(error.cause);
  return { code: 'code' in error ? String(error.code) : '', message: error.message };
};

/** An answer that Recado did not write. `location`: where it redirects to. */
type ForeignAnswer = { status: number; location?: string; isHtml: boolean };

/**
 * Says what a proxy or another program answered, and what to do. Recado answers each refusal with a problem document,
 * so an answer without one was not written by Recado.
 */
const describeForeignAnswer = ({ status, location, isHtml }: ForeignAnswer): string => {
  const page = isHtml ? ' with a page in HTML' : '';
  const remedy = status >= 300 && status < 400 ? redirected(location) : (remedies[status] ?? otherRemedy(status));
  return `${status}${page}: this answer is not from Recado. ${remedy}`;
};

const redirected = (location: string | undefined): string =>
  location === undefined
    ? 'Set RECADO_URL to the address of the API itself.'
    : `The server redirects to ${location}. Set RECADO_URL to the address that it redirects to, without the path.`;

const remedies: Record<number, string> = {
  401: 'A proxy asks for credentials of its own. Let requests to /v1 through, because Recado checks the API key.',
  403: 'A proxy or a firewall refuses the request. Allow requests to /v1 there.',
  404: 'Check that RECADO_URL points to Recado, and that the proxy passes on /v1.',
  405: 'Check that RECADO_URL points to Recado, and that the proxy allows all methods for /v1.',
  407: 'A proxy asks for a login. Set it in HTTPS_PROXY, or name the host of the API in NO_PROXY.',
  408:
    'A proxy waited too long for the file. Raise its limit: client_body_timeout in nginx, ' +
    'timeouts read_body in Caddy. Nothing was imported.',
  411: 'A proxy wants the length of the body. Let it pass on bodies in chunks.',
  413:
    'A proxy in front of it refuses a body of this size. Raise its limit: client_max_body_size in nginx, ' +
    'request_body max_size in Caddy. Nothing was imported.',
  429: 'A proxy limits the number of requests. Wait, or raise its limit.',
  502: 'A proxy does not reach the API. Check that the API runs, and the address to which the proxy passes requests on.',
  503: 'A proxy finds no API that is ready. Check GET /readyz of the API.',
  504:
    'A proxy did not wait for the answer. Raise its limit: proxy_read_timeout in nginx, response_header_timeout in ' +
    'Caddy. The request may have been executed: look before you repeat it. A repeated import adds nobody twice.',
};

const otherRemedy = (status: number): string =>
  status >= 500 ? 'A proxy or another program failed. Look in its log.' : 'Check that RECADO_URL points to Recado.';
