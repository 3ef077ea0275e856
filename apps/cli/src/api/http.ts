import { Problem } from '@recado/contract';
import type { z } from 'zod';
import { Failure } from '../failure.ts';

/** Where an API is, and the key to it. */
export type Access = { url: string; apiKey: string };

export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  idempotencyKey?: string;
};

/** What an answer of any length is asked for with. */
export type Opening = {
  method?: 'POST';
  headers?: Record<string, string>;
  body?: ReadableStream;
  signal?: AbortSignal;
};

export type Caller = {
  /** An answer in JSON. */
  call: <T>(answer: z.ZodType<T>, request: Request) => Promise<T>;
  /** An answer as it comes, and a request as it is read. */
  open: (path: string, opening?: Opening) => Promise<Response>;
};

const timeoutMs = 60_000;

/** Calls an API. Every call throws a Failure that says what the API said. */
export const makeCaller = ({ url, apiKey }: Access): Caller => {
  const open = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { authorization: `Bearer ${apiKey}`, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetchOrSay(`${url}${path}`, { ...init, headers });
    if (!response.ok) throw failureOf(response.status, await readJson(response));
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
    return await fetch(url, init);
  } catch (cause) {
    const { origin } = new URL(url);
    const remedy = 'Start it with `recado up`, or set RECADO_URL to where it runs.';
    throw new Failure('api_unreachable', `no API answers at ${origin}. ${remedy}`, { cause });
  }
};

const readJson = async (response: Response): Promise<unknown> => response.json().catch(() => undefined);

/** Throws a Failure when it is not what was asked for. */
const readAnswer = async <T>(answer: z.ZodType<T>, response: Response): Promise<T> => {
  const json = await readJson(response);
  const { data } = answer.safeParse(json);
  if (data === undefined) throw failureOf(response.status, json);
  return data;
};

const lastPart = (type: string): string => type.split(':').at(-1) ?? type;

/** Says a refusal of the API on a line for each field: `to: is a landline… (landline)`. */
export const describeProblem = (problem: Problem): string => {
  const fields = (problem.errors ?? []).map(
    ({ field, reason, message }) => `  ${field || 'body'}: ${message} (${reason})`,
  );
  const detail = saysMore(problem) ? `: ${problem.detail}` : '';
  return [`${problem.status} ${lastPart(problem.type)}: ${problem.title}${detail}`, ...fields].join('\n');
};

/** The detail of a file may say more than its fields. That of a request repeats them. */
const saysMore = ({ detail, errors = [] }: Problem): boolean =>
  detail !== undefined && detail !== 'See errors' && !errors.some(({ message }) => detail.includes(message));

/** What the API answered instead of what was asked for. */
export const failureOf = (status: number, body: unknown): Failure => {
  const { data: problem } = Problem.safeParse(body);
  if (problem) return new Failure(lastPart(problem.type), describeProblem(problem));
  return new Failure(
    'strange_answer',
    `The server answered ${status} without a problem document. Check that RECADO_URL points to Recado.`,
  );
};

/** The query of a path, of what has a value; empty without any. */
export const query = (fields: Record<string, string | undefined>): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) given.set(name, value);
  return given.size > 0 ? `?${given.toString()}` : '';
};

/** A file as it is read. */
export type Upload = { contentType: string; body: ReadableStream };

/** Sends a file while it is read: of any length, in little memory. */
export const uploadTo = async <T>(
  open: Caller['open'],
  answer: z.ZodType<T>,
  path: string,
  { contentType, body }: Upload,
): Promise<T> =>
  readAnswer(answer, await open(path, { method: 'POST', headers: { 'content-type': contentType }, body }));
