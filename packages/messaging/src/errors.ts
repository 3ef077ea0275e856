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

/** A refusal of one field of the body. */
export const refuseField = (field: string, reason: string, message: string): Refusal =>
  new Refusal('invalid-request', `${field}: ${message}`, [{ field, reason, message }]);

/** A store does not answer. Whoever asked may try again; nothing was half done. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly code = 'unavailable';
  readonly store: 'postgresql' | 'queue';

  constructor(store: 'postgresql' | 'queue', options?: ErrorOptions) {
    super(`${store} does not answer`, options);
    this.store = store;
  }
}
