import type { IdempotencyKey, Retried, Retrying } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { noteAudit } from '../audit/note-audit.ts';
import { enqueueingOfRow } from '../rows/enqueueing.ts';
import type { Schema } from '../schema/index.ts';
import { findAnswer } from '../statements/find-answer.ts';
import { retryMessages, type RetryResult } from '../statements/retry-messages.ts';
import { asKeyInUse } from './idempotency.ts';

const repeatOf = async (db: Kysely<Schema>, key: IdempotencyKey): Promise<Retried | undefined> => {
  const before = await findAnswer(db, key);
  if (!before) return undefined;
  if (!before.answer || !before.request_hash.equals(key.requestHash)) return { kind: 'reused' };
  return { kind: 'repeated', ...before.answer };
};

const retryAndNote = (db: Kysely<Schema>, retrying: Retrying): Promise<RetryResult> => {
  const { audit } = retrying;
  if (!audit) return retryMessages(db, retrying);
  return db.transaction().execute(async (trx) => {
    const result = await retryMessages(trx, retrying);
    const { moved, refused } = result;
    if (moved.length) await noteAudit(trx, { ...audit, detail: { ...audit.detail, retried: moved.length, refused } });
    return result;
  });
};

/** Makes messages accepted again; a request whose key came before does nothing and is told what the first one did. */
export const makeRetryMessages =
  (db: Kysely<Schema>) =>
  async (retrying: Retrying): Promise<Retried> => {
    const { isFirst, moved, refused } = await retryAndNote(db, retrying).catch((error: unknown) => {
      throw asKeyInUse(error);
    });
    const repeat = !isFirst && retrying.key ? await repeatOf(db, retrying.key) : undefined;
    if (repeat) return repeat;
    const queued = moved.filter(({ campaign_id: campaignId }) => campaignId === null);
    const parked = moved.length - queued.length;
    return { kind: 'retried', jobs: queued.map(enqueueingOfRow), refused, ...(parked > 0 && { parked }) };
  };
