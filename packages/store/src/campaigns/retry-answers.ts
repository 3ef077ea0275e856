import type { RetriedMessages } from '@recado/contract';
import type { IdempotencyKey, RetryRepeat } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { claimKey } from '../statements/claim-key.ts';
import { findAnswer } from '../statements/find-answer.ts';

/** Takes a key for a retry in several steps. It has no answer before they are done. */
export const takeRetryKey = async (db: Kysely<Schema>, key: IdempotencyKey): Promise<RetryRepeat> => {
  const kind = await claimKey(db, key);
  if (kind !== 'same') return { kind };
  const before = await findAnswer(db, key);
  return { kind, ...(before?.answer && { answer: before.answer }) };
};

export const keepRetryAnswer = async (
  db: Kysely<Schema>,
  { owner, key }: IdempotencyKey,
  answer: RetriedMessages,
): Promise<void> => {
  await db
    .updateTable('idempotency_keys')
    .set({ answer: JSON.stringify(answer) })
    .where('owner', '=', owner)
    .where('key', '=', key)
    .execute();
};
