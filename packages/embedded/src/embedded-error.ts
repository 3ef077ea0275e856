export type EmbeddedErrorCode = 'data_in_use' | 'no_binaries' | 'no_server_user' | 'data_missing' | 'server_failed';

/** Why there is no embedded PostgreSQL, and what to do about it. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedError';
    this.code = code;
  }
}
