import type { RetriedMessages } from '@recado/contract';
import type { IdempotencyKey } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

export type AnsweredRequest = { request_hash: Buffer; answer: RetriedMessages | null };

/** What was answered to the request that took a key; no answer is kept of one that made a message. */
export const findAnswer = (
  db: Kysely<Schema>,
  { owner, key }: Pick<IdempotencyKey, 'owner' | 'key'>,
): Promise<AnsweredRequest | undefined> =>
  db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'answer'])
    .where('owner', '=', owner)
    .where('key', '=', key)
    .executeTakeFirst();
