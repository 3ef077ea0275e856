import type { RetriedMessages } from '@recado/contract';
import type { Changed, IdempotencyKey, RetryRepeat } from '@recado/messaging';
import { sql, type Kysely, type Selectable } from 'kysely';
import { claimKey, findAnswer, keyInUse, orKeyInUse, type KeyInUse } from '../messages/idempotency.ts';
import type { CampaignsTable } from '../schema/campaigns.ts';
import type { Schema } from '../schema/index.ts';
import { campaignOfRow } from './rows.ts';

type Answer = Omit<Selectable<CampaignsTable>, 'id'> & { id: string | null; request_hash: Buffer };

/** Returns the stored response of an Idempotency-Key: the campaign at that time. Returns `undefined` for a new key. */
export const findCampaignAnswer = async (db: Kysely<Schema>, key: IdempotencyKey): Promise<Changed | undefined> => {
  const { rows } = await sql<Answer>`
    select idempotency_keys.request_hash, campaign.*
    from idempotency_keys, jsonb_populate_record(null::campaigns, answer) as campaign
    where owner = ${key.owner} and key = ${key.key}`.execute(db);
  const [before] = rows;
  if (!before) return undefined;
  if (!before.request_hash.equals(key.requestHash)) return { kind: 'reused' };
  // The same request is answered by the same kind of answer: this one is being given in this moment.
  if (before.id === null) return keyInUse;
  return { kind: 'repeated', campaign: campaignOfRow({ ...before, id: before.id }) };
};

/**
 * Runs the work of an Idempotency-Key in the transaction that stores the key. A key that was used before returns its
 * stored response. If the work throws, the key is not stored.
 */
export const onceByKey = async (
  db: Kysely<Schema>,
  { key, at }: { key?: IdempotencyKey | undefined; at: Date },
  run: (trx: Kysely<Schema>) => Promise<Changed>,
): Promise<Changed> => {
  if (!key) return db.transaction().execute(run);
  return db.transaction().execute(async (trx) => {
    const isNew = await takeKey(trx, key, at);
    if (isNew === keyInUse) return keyInUse;
    if (isNew) {
      const changed = await run(trx);
      if ('campaign' in changed) await keep(trx, key, changed.campaign.id);
      return changed;
    }
    return (await findCampaignAnswer(trx, key)) ?? keyInUse;
  });
};

/** Takes a key, and says whether it was new. It waits for another transaction that takes the same key, but not for long. */
const takeKey = async (
  db: Kysely<Schema>,
  { owner, key, requestHash }: IdempotencyKey,
  at: Date,
): Promise<boolean | KeyInUse> => {
  const inserted = await db
    .insertInto('idempotency_keys')
    .values({ owner, key, request_hash: requestHash, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
    .catch(orKeyInUse);
  return 'kind' in inserted ? inserted : inserted.numInsertedOrUpdatedRows === 1n;
};

const keep = async (db: Kysely<Schema>, { owner, key }: IdempotencyKey, campaignId: string): Promise<void> => {
  await sql`
    update idempotency_keys set answer = to_jsonb(campaigns) from campaigns
    where campaigns.id = ${campaignId} and owner = ${owner} and key = ${key}`.execute(db);
};

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
