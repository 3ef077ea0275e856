import type { FieldError, ProblemType } from '@recado/contract';

/** A request that is turned down for a reason that its sender can act on. Becomes problem+json. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly type: ProblemType;
  readonly errors: FieldError[];

  constructor(type: ProblemType, detail: string, errors: FieldError[] = [], options?: ErrorOptions) {
    super(detail, options);
    this.type = type;
    this.errors = errors;
  }
}

/** Returns a refusal of one field of the body. */
export const refuseField = (field: string, reason: string, message: string): Refusal =>
  new Refusal('invalid-request', `${field}: ${message}`, [{ field, reason, message }]);

export const refuseKeyInUse = (): Refusal =>
  new Refusal('idempotency-key-in-use', 'The first request with this Idempotency-Key is still running. Try again');

/** A text has a character that the database cannot store, so the request is invalid. */
export class Unstorable extends Error {
  override readonly name = 'Unstorable';

  constructor(options?: ErrorOptions) {
    super('A text contains a character that cannot be stored, for example U+0000. Remove it', options);
  }
}

type Away = 'postgresql' | 'queue' | 'disk';

/** PostgreSQL, the queue or the disk for uploads is not responding, or takes no writes. The caller may try again; nothing was half done. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly code = 'unavailable';
  readonly store: Away;
  /** It answers, but takes no writes: it is full, or a replica. */
  readonly refusesWrites: boolean;

  constructor(store: Away, options: ErrorOptions & { refusesWrites?: boolean } = {}) {
    const { refusesWrites = false, ...others } = options;
    const name = store === 'disk' ? 'the disk for uploaded files' : store;
    super(refusesWrites ? `${name} takes no writes` : `${name} does not answer`, others);
    this.store = store;
    this.refusesWrites = refusesWrites;
  }
}
