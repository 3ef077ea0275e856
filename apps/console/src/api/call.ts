import type { FieldError, Problem } from '@recado/contract';

/** An answer that is not a success, or no answer at all: then `status` is 0. */
export class ApiError extends Error {
  readonly status: number;
  /** The stable name of the problem, for example `estimate-outdated`. */
  readonly type: string;
  readonly detail: string | undefined;
  readonly fields: FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.title ?? `The API answered ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.type = problem.type?.split(':').at(-1) ?? '';
    this.detail = problem.detail;
    this.fields = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type CallOptions = {
  /** Sent as JSON, unless it is a Blob. */
  body?: unknown;
  /** Repeating a request with its key does nothing again. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

/** Calls the API as the person who signed in. The browser adds the cookie of the session. */
export const call = async <T>(method: Method, path: string, options: CallOptions = {}): Promise<T> => {
  const { body, idempotencyKey, signal } = options;
  const isFile = body instanceof Blob;
  const headers = new Headers({ Accept: 'application/json' });
  if (method !== 'GET') headers.set('X-Recado-Console', '1');
  if (idempotencyKey) headers.set('Idempotency-Key', idempotencyKey);
  if (body !== undefined) headers.set('Content-Type', isFile ? body.type || 'text/csv' : 'application/json');
  const request: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) request.body = isFile ? body : JSON.stringify(body);
  if (signal) request.signal = signal;
  const response = await fetch(`/v1${path}`, request).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, { type: 'offline' });
  });
  if (!response.ok) throw await readProblem(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
};

const readProblem = async (response: Response): Promise<ApiError> => {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new ApiError(response.status, problem, retryAfter > 0 ? retryAfter : undefined);
};

/** Builds a query string from the fields that have a value. */
export const queryOf = (fields: Record<string, string | number | boolean | undefined>): string => {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
};
