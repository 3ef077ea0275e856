import { Refusal } from '@recado/messaging';
import { DatabaseError } from 'pg';

export const keyInUse = (options?: ErrorOptions): Refusal =>
  new Refusal(
    'idempotency-key-in-use',
    'The first request with this Idempotency-Key is still running: try again',
    [],
    options,
  );

const lockNotAvailable = '55P03';

/** A Refusal for a key whose first request did not commit in time; any other error as it is. */
export const asKeyInUse = (cause: unknown): unknown =>
  cause instanceof DatabaseError && cause.code === lockNotAvailable ? keyInUse({ cause }) : cause;
