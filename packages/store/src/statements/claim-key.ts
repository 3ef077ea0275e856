import type { IdempotencyKey } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { asKeyInUse, keyInUse } from '../messages/idempotency.ts';
import type { Schema } from '../schema/index.ts';

/** `messageId`: of a request for one message. */
export type KeyClaim = IdempotencyKey & { messageId?: string };

const find = (db: Kysely<Schema>, { owner, key }: KeyClaim) =>
  db
    .selectFrom('idempotency_keys')
    .select('request_hash')
    .where('owner', '=', owner)
    .where('key', '=', key)
    .executeTakeFirst();

/** Takes a key for a request, or tells whether it came before with the same request or another. */
export const claimKey = async (db: Kysely<Schema>, claim: KeyClaim): Promise<'new' | 'same' | 'reused'> => {
  const { owner, key, requestHash, messageId } = claim;
  const { numInsertedOrUpdatedRows: inserted } = await db
    .insertInto('idempotency_keys')
    .values({ owner, key, request_hash: requestHash, message_id: messageId ?? null, created_at: new Date() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => {
      throw asKeyInUse(error);
    });
  if (inserted) return 'new';
  const before = await find(db, claim);
  // It grew old and was deleted in this very moment.
  if (!before) throw keyInUse();
  return before.request_hash.equals(requestHash) ? 'same' : 'reused';
};
