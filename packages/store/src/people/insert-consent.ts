import type { NewConsent, RecordedConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { randomBytes } from 'node:crypto';
import type { Schema } from '../schema.ts';
import { indexOfPerson, type BlindIndex } from '../sealing/blind-index.ts';
import { consentContentOf } from '../sealing/place.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { commitmentOf } from './consent-hash.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

const saltBytes = 32;
const chainLock = 7_239_001_847;

/** One at a time: each hash is over the one before. */
const append = async (db: Kysely<Schema>, commitment: Buffer) => {
  await sql`select pg_advisory_xact_lock(${chainLock})`.execute(db);
  const { rows } = await sql<{ sequence: string; hash: Buffer }>`
    insert into consent_chain (sequence, commitment, hash)
    select coalesce(max(sequence), 0) + 1, ${commitment}, sha256(
      coalesce((select hash from consent_chain order by sequence desc limit 1), ''::bytea) || ${commitment}::bytea
    )
    from consent_chain
    returning sequence, hash`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The ledger of consents took no entry');
  return { sequence: Number(row.sequence), hash: row.hash };
};

/** The latest that was said holds, whatever comes in first; at the same time, a refusal. */
const keepState = async (db: Kysely<Schema>, toIndex: Buffer, { channel, granted, occurredAt }: NewConsent) => {
  await sql`
    insert into consent_states as known (to_index, channel, purpose, granted, at)
    values (${toIndex}, ${channel}, 'marketing', ${granted}, ${occurredAt})
    on conflict (to_index, channel, purpose) do update set granted = excluded.granted, at = excluded.at
    where excluded.at > known.at or excluded.at = known.at and not excluded.granted`.execute(db);
};

/** Appends what a person said to the ledger, and to what it comes to, in one commit. */
export const insertConsent = async (
  { kysely, sealer, indexOf }: Deps,
  consent: NewConsent,
): Promise<RecordedConsent> => {
  const { to, channel, granted, occurredAt, recordedAt, source, words, by } = consent;
  const toIndex = indexOfPerson(to, indexOf);
  const salt = randomBytes(saltBytes);
  const appended = await kysely.transaction().execute(async (db) => {
    const link = await append(db, commitmentOf(salt, consent));
    await db
      .insertInto('consent_entries')
      .values({
        sequence: String(link.sequence),
        salt,
        to_index: toIndex,
        channel,
        granted,
        occurred_at: occurredAt,
        recorded_at: recordedAt,
        content_sealed: sealer.seal(JSON.stringify({ to, source, words, by }), consentContentOf(link.sequence)),
      })
      .execute();
    await keepState(db, toIndex, consent);
    return link;
  });
  return { ...consent, ...appended };
};
