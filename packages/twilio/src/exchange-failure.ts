const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN';

/** No full answer came. `left` is false only if not a byte of the request was written: then it is safe to repeat. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure';
  readonly left: boolean;
  /** What went wrong on the wire: `ECONNREFUSED`, `TIMEOUT`, … */
  readonly code: string;

  constructor(left: boolean, options: { cause: unknown }) {
    const code = codeOf(options.cause);
    super(left ? `Twilio's answer was lost (${code})` : `Twilio was not reached (${code})`, options);
    this.left = left;
    this.code = code;
  }
}
