import { Problem } from '@recado/contract';
import type { z } from 'zod';
import { Failure } from '../failure.ts';
import { describeForeignAnswer, describeNoAnswer } from './foreign-answer.ts';

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
