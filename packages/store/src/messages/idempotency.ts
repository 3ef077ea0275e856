import type { RetriedMessages } from '@recado/contract';
import type { IdempotencyKey } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { DatabaseError } from 'pg';
import { prepare } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/** The first request with a key is still running, or its key was too old and deleted in this moment. */
export type KeyInUse = { kind: 'in-use' };

export const keyInUse: KeyInUse = { kind: 'in-use' };

const lockNotAvailable = '55P03';

/** For a statement that failed because the first request with its key did not commit in time. Throws any other error. */
export const orKeyInUse = (error: unknown): KeyInUse => {
  if (error instanceof DatabaseError && error.code === lockNotAvailable) return keyInUse;
  throw error;
};

export type UsedKey = { owner: string; key: string; request_hash: Buffer; message_id: string | null };

/** Finds earlier uses of Idempotency-Keys. */
export const findUsedKeys = prepare<{ owner: string; key: string }, UsedKey>(
  'find-used-keys',
  `select owner, key, request_hash, message_id
  from idempotency_keys
  join (select distinct owner, key from json_to_recordset($1::json) as requested (owner uuid, key text)) as requested
    using (owner, key)`,
);

/** `messageId`: of a request for one message. */
export type KeyClaim = IdempotencyKey & { messageId?: string };

/** Takes a key for a request, or says whether it came before with the same request or another. */
export const claimKey = async (
  db: Kysely<Schema>,
  claim: KeyClaim,
): Promise<'new' | 'same' | 'reused' | KeyInUse['kind']> => {
  const { owner, key, requestHash, messageId } = claim;
  const inserted = await db
    .insertInto('idempotency_keys')
    .values({ owner, key, request_hash: requestHash, message_id: messageId ?? null, created_at: sql`now()` })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
    .catch(orKeyInUse);
  if ('kind' in inserted) return inserted.kind;
  if (inserted.numInsertedOrUpdatedRows) return 'new';
  const before = await find(db, claim);
  if (!before) return keyInUse.kind;
  return before.request_hash.equals(requestHash) ? 'same' : 'reused';
};

const find = (db: Kysely<Schema>, { owner, key }: KeyClaim) =>
  db
    .selectFrom('idempotency_keys')
    .select('request_hash')
    .where('owner', '=', owner)
    .where('key', '=', key)
    .executeTakeFirst();

/** Deletes at most `limit` keys created before `before`, and returns how many. */
export const deleteOldIdempotencyKeys = async (db: Kysely<Schema>, before: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from idempotency_keys
    where (owner, key) in (
      select owner, key
      from idempotency_keys
      where created_at < ${before}
      order by created_at
      limit ${limit}
      for update skip locked
    )`.execute(db);
  return Number(numAffectedRows ?? 0);
};

export type AnsweredRequest<Answer> = { request_hash: Buffer; answer: Answer | null };

type KeyOfRequest = Pick<IdempotencyKey, 'owner' | 'key' | 'requestHash'>;

/**
 * Returns the stored response of the request that used a key. A request that created a message has no stored response.
 */
export const findAnswer = async <Answer = RetriedMessages>(
  db: Kysely<Schema>,
  { owner, key }: Pick<KeyOfRequest, 'owner' | 'key'>,
): Promise<AnsweredRequest<Answer> | undefined> => {
  const found = await db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'answer'])
    .where('owner', '=', owner)
    .where('key', '=', key)
    .executeTakeFirst();
  // The key's hash covers the path, so one that matches has the answer of its own kind of request.
  return found && { ...found, answer: found.answer as Answer | null };
};

/** Finds the answer to the first request with a key, or that it was another request; `undefined` if nobody used the key. */
export const findRepeat = async <Answer>(
  db: Kysely<Schema>,
  key: KeyOfRequest,
): Promise<({ kind: 'repeated' } & Answer) | { kind: 'reused' } | undefined> => {
  const before = await findAnswer<Answer>(db, key);
  if (!before) return undefined;
  if (!before.answer || !before.request_hash.equals(key.requestHash)) return { kind: 'reused' };
  return { kind: 'repeated', ...before.answer };
};

type BulkRequest = { key?: IdempotencyKey; filter: { id?: string }; at: Date };

/**
 * Takes the key of a request that changes the messages in `found`. The answer counts these, and those in `refused`. The
 * key of a request that names one message is not spent on finding nothing to do.
 */
export const takeKey = ({ key, filter, at }: BulkRequest, verb: 'retried' | 'canceled'): RawBuilder<unknown> =>
  key
    ? sql`
      insert into idempotency_keys (owner, key, request_hash, message_id, created_at, answer)
      select ${key.owner}::uuid, ${key.key}::text, ${key.requestHash}::bytea, ${filter.id ?? null}::uuid,
        ${at}::timestamptz,
        jsonb_build_object(${verb}::text, (select count(*) from found), 'refused', (select count from refused))
      where ${filter.id === undefined} or exists (select from found)
      on conflict do nothing
      returning true as is_first`
    : sql`select true as is_first`;
