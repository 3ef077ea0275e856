import { z } from 'zod';
import { ExchangeFailure, type Answer, type AnswerHeaders } from './exchange.ts';

/**
 * Returns the resource in a 2xx answer. Throws an AnswerFailure for any other status, and for a 2xx that holds none.
 */
export const readAnswer = (answer: Answer): unknown => {
  const { status, text, headers } = answer;
  const succeeded = status >= 200 && status < 300;
  if (status === 204) return {};
  const body = parse(text);
  if (!succeeded) throw faultOf(answer, body);
  if (isResource(body)) return body;
  throw new AnswerFailure({ status, headers, text: 'taken, but the answer is not a JSON object' });
};

/** An error of the 2010 API has `message`; newer products answer RFC 9457 with `detail` and `title`. */
const Fault = z.object({
  status: z.int().optional().catch(undefined),
  code: z.int().positive().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
});

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isResource = (body: unknown): body is object => typeof body === 'object' && body !== null && !Array.isArray(body);

const faultOf = ({ status, headers }: Answer, body: unknown): AnswerFailure => {
  const fault = Fault.safeParse(body).data;
  const said = fault?.message ?? fault?.detail ?? fault?.title;
  // A gateway may answer JSON with a `message`, too, but not with Twilio's code or with its own status repeated.
  const isTwilios = fault?.code !== undefined || (said !== undefined && fault?.status === status);
  return new AnswerFailure({
    status,
    headers,
    isTwilios,
    text: said && isTwilios ? hideNumbers(said) : '',
    ...(fault?.code !== undefined && { code: fault.code }),
  });
};

type AnswerFields = { status: number; code?: number; text: string; headers: AnswerHeaders; isTwilios?: boolean };

const only = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);

/** Twilio, or a gateway before it, answered something else than what was asked for. */
export class AnswerFailure extends Error {
  override readonly name = 'AnswerFailure';
  /** Holds the HTTP status. A 2xx means that the request was taken but its answer cannot be read. */
  readonly status: number;
  /** Holds Twilio's error code. A gateway's answer has none. */
  readonly code: number | undefined;
  /** The body has the form of Twilio's errors: JSON with a code, or with a text and the HTTP status. */
  readonly isTwilios: boolean;
  /** Holds the header Retry-After as it came: seconds or an HTTP date. */
  readonly retryAfter: string | undefined;
  /** Names the request by Twilio's id, for its support. */
  readonly requestId: string | undefined;

  constructor({ status, code, text, headers, isTwilios = false }: AnswerFields) {
    super(text);
    this.status = status;
    this.isTwilios = isTwilios;
    this.code = code;
    this.retryAfter = only(headers['retry-after']);
    this.requestId = only(headers['twilio-request-id']);
  }
}

/** Says in one sentence what Twilio answered, or that no answer came. `undefined` for any other error. */
export const describeFailure = (error: unknown): string | undefined => {
  if (error instanceof ExchangeFailure) return error.message;
  if (!(error instanceof AnswerFailure)) return undefined;
  const { status, code, message } = error;
  return `Twilio answered ${status}${code === undefined ? '' : ` with ${code}`}${message ? `: ${message}` : ''}`;
};

const longest = 24 * 3_600_000;

/**
 * Milliseconds that a Retry-After header asks for, a day at most: it holds seconds or an HTTP date (RFC 9110).
 * `undefined` if it holds neither.
 */
export const parseRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  const requestedMs = header === undefined ? undefined : millisecondsOf(header, now);
  return requestedMs === undefined ? undefined : Math.min(requestedMs, longest);
};

const millisecondsOf = (header: string, now: Date): number | undefined => {
  const seconds = /^\s*(\d+)\s*$/.exec(header)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  const at = /GMT\s*$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};

const maxLength = 500;
const number = /(?<![\w-])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)/g;

/** Twilio's and carriers' texts quote phone numbers. This takes them out, and cuts the text to 500 characters. */
export const hideNumbers = (text: string): string => text.replaceAll(number, '[number]').slice(0, maxLength);
