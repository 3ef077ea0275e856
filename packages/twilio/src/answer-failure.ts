import type { AnswerHeaders } from './exchange.ts';

type Told = { status: number; code?: number; text: string; headers: AnswerHeaders };

const only = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);

/** Twilio, or a gateway before it, answered something else than what was asked for. */
export class AnswerFailure extends Error {
  override readonly name = 'AnswerFailure';
  /** HTTP status. A 2xx means that the request was taken but its answer cannot be read. */
  readonly status: number;
  /** Twilio's error code. A gateway's answer has none. */
  readonly code: number | undefined;
  /** The header Retry-After as it came: seconds or an HTTP date. */
  readonly retryAfter: string | undefined;
  /** Twilio's id of the request, for its support. */
  readonly requestId: string | undefined;

  constructor({ status, code, text, headers }: Told) {
    super(text);
    this.status = status;
    this.code = code;
    this.retryAfter = only(headers['retry-after']);
    this.requestId = only(headers['twilio-request-id']);
  }
}
