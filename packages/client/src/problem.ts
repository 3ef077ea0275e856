import type { FieldError, Problem } from './types.ts';

/**
 * The stable name of a problem, for example `invalid-request`. Three are not from Recado: `no-answer`, `timeout`, and
 * `foreign-answer`, which a proxy or another program gave.
 */
export type ProblemName = 'no-answer' | 'timeout' | 'foreign-answer' | (string & {});

type Given = Omit<Partial<Problem>, 'type' | 'status'> & { status: number; type: ProblemName; headers?: Headers };

/** Reports an answer that is no success, or no answer at all: then `status` is 0. */
export class RecadoProblem extends Error {
  override readonly name = 'RecadoProblem';
  readonly status: number;
  readonly type: ProblemName;
  readonly title: string;
  readonly detail: string | undefined;
  /** Fields that are wrong, each with a stable `reason`. */
  readonly errors: FieldError[];
  /** Id of the request, as in Recado's log. */
  readonly instance: string | undefined;
  readonly headers: Headers;

  constructor(given: Given, options?: ErrorOptions) {
    super(describe(given), options);
    this.status = given.status;
    this.type = given.type;
    this.title = given.title ?? given.type;
    this.detail = given.detail;
    this.errors = given.errors ?? [];
    this.instance = given.instance;
    this.headers = given.headers ?? new Headers();
  }

  /** The reason of the first field that is wrong, for example `opted_out`. */
  get reason(): string | undefined {
    return this.errors[0]?.reason;
  }

  /** Seconds that the API asks to wait. */
  get retryAfterSeconds(): number | undefined {
    return readRetryAfter(this.headers.get('retry-after'));
  }
}

const describe = ({ status, type, title, detail, errors = [] }: Given): string => {
  const fields = errors.map(({ field, reason, message }) => `${field || 'body'}: ${message} (${reason})`);
  return [`${status} ${type}`, ...[detail ?? title, ...fields].filter((part) => part !== undefined)].join('; ');
};

/** Reads seconds or a date. */
const readRetryAfter = (text: string | null): number | undefined => {
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return seconds > 0 ? seconds : undefined;
};

/** Reads the answer of Recado. Any other answer is a `foreign-answer`. */
export const readProblem = async (response: Response): Promise<RecadoProblem> => {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (!isProblem(body)) return foreignAnswer(response);
  return new RecadoProblem({ ...body, type: body.type.slice(urn.length), status, headers });
};

const urn = 'urn:recado:problem:';

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'type' in body && String(body.type).startsWith(urn);

export const foreignAnswer = ({ status, headers }: Pick<Response, 'status' | 'headers'>): RecadoProblem =>
  new RecadoProblem({
    status,
    type: 'foreign-answer',
    title: 'The answer is not from Recado. Check the address of the API, and the proxies on the way to it',
    headers,
  });
