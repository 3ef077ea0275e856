import { Refusal } from '@recado/messaging';
import { DatabaseError } from 'pg';

/** U+0000 in text, half of a surrogate pair in JSON, a cursor that is no UUID. */
const unstorable = new Set(['22021', '22P02', '22P05']);

/** A Refusal for a text that PostgreSQL cannot hold; any other error as it is. */
export const asUnstorable = (cause: unknown): unknown =>
  cause instanceof DatabaseError && unstorable.has(cause.code ?? '')
    ? new Refusal('invalid-request', 'A text holds a character that cannot be stored, such as U+0000', [], { cause })
    : cause;
