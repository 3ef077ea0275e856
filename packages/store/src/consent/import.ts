import { createHash } from 'node:crypto';
import type { Channel } from '@recado/contract';
import type { AuditEntry, ConsentSink, ConsentSum, FileSum, NewConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { tryImportLock } from '../audience/import-lock.ts';
import { writeAuditEntry } from '../audit/audit.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { inBulkTransaction } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { appendLink, latestHolds, makeEntry, detailOf, type ConsentEntry } from './ledger.ts';

type ImportConsentsDeps = { bulkPool: Pool; sealer: Sealer; indexOf: BlindIndex };
type Fill = (sink: ConsentSink) => Promise<FileSum>;

/** One batch for PostgreSQL has so many rows. */
const batchSize = 2000;

/**
 * Imports a file of consents into the ledger in one transaction, all of it or nothing. Others wait for the ledger only
 * while it is appended to, not while the file arrives. `busy`: another file is being imported.
 */
export const makeImportConsents =
  ({ bulkPool, sealer, indexOf }: ImportConsentsDeps) =>
  (fill: Fill, audit?: AuditEntry): Promise<ConsentSum | 'busy'> =>
    inBulkTransaction(bulkPool, async ({ db }) => {
      if (!(await tryImportLock(db, 'consents'))) return 'busy';
      await createStaging.execute(db);
      const sum: ConsentSum = { accepted: 0, duplicates: 0, pending: [] };
      let batch: NewConsent[] = [];
      const flush = async () => {
        if (!batch.length) return;
        const staged = await stageConsents({ db, sealer, indexOf }, batch);
        sum.accepted += staged.length;
        sum.duplicates += batch.length - staged.length;
        sum.pending.push(
          ...staged.filter(({ pending }) => pending !== undefined).map(({ to, channel }) => ({ to, channel })),
        );
        batch = [];
      };
      const { rejected } = await fill({
        add: async (consents) => {
          batch.push(...consents);
          if (batch.length >= batchSize) await flush();
        },
      });
      await flush();
      await appendStaged(db);
      if (audit)
        await writeAuditEntry(db, {
          ...audit,
          detail: { ...audit.detail, accepted: sum.accepted, duplicates: sum.duplicates, rejected },
        });
      return sum;
    });

type StageConsentsDeps = { db: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Holds the entries of a file, so that the ledger is locked only while all of them are appended. */
const createStaging = sql`
  create temporary table staged_consents (
    place bigint generated always as identity primary key, identity bytea not null unique, salt bytea, commitment bytea,
    person bytea, channel channel, granted boolean, occurred_at timestamptz, recorded_at timestamptz,
    content_sealed bytea, is_pending boolean
  ) on commit drop`;

type KnownRow = {
  person: Buffer;
  channel: Channel;
  granted: boolean;
  occurred_at: Date;
  salt: Buffer;
  content_sealed: Buffer;
};

/** Returns the ledger's entries for these people and times. The texts of other entries need not be decrypted. */
const findKnown = async ({ db, sealer }: StageConsentsDeps, entries: readonly ConsentEntry[]): Promise<Set<string>> => {
  const { rows } = await sql<KnownRow>`
    select person, known.channel, known.granted, known.occurred_at, salt, content_sealed
    from (
      select distinct *
      from unnest(
        ${entries.map(({ person }) => person)}::bytea[],
        ${entries.map(({ consent }) => consent.occurredAt)}::timestamptz[]
      ) as given (person, occurred_at)
    ) as given
    join consent_entries as known on known.to_index = index_of(given.person) and known.occurred_at = given.occurred_at
    where known.campaign_id is null`.execute(db);
  return new Set(
    rows.flatMap(({ occurred_at: occurredAt, person, ...row }) => {
      const detail = detailOf(row, sealer);
      return detail ? [identityOf(person, { ...row, occurredAt, ...detail }).toString('hex')] : [];
    }),
  );
};

/** Stages entries that are new to the ledger and to the file, and returns them. A confirmed consent is not asked for again. */
const stageConsents = async (deps: StageConsentsDeps, consents: readonly NewConsent[]): Promise<NewConsent[]> => {
  const entries = consents.map((consent) => makeEntry(deps, consent));
  const known = await findKnown(deps, entries);
  const fresh = entries
    .map((entry) => ({ ...entry, identity: identityOf(entry.person, entry.consent) }))
    .filter(({ identity, person, consent }) => {
      const { pending, ...confirmed } = consent;
      if (pending !== undefined && known.has(identityOf(person, confirmed).toString('hex'))) return false;
      return !known.has(identity.toString('hex'));
    });
  const said = fresh.map(({ consent }) => consent);
  const { rows } = await sql<{ identity: Buffer }>`
    insert into staged_consents (
      identity, salt, commitment, person, channel, granted, occurred_at, recorded_at, content_sealed, is_pending
    )
    select identity, salt, commitment, person, channel::channel, granted, occurred_at, recorded_at, sealed, is_pending
    from unnest(
      ${fresh.map(({ identity }) => identity)}::bytea[],
      ${fresh.map(({ salt }) => salt)}::bytea[],
      ${fresh.map(({ commitment }) => commitment)}::bytea[],
      ${fresh.map(({ person }) => person)}::bytea[],
      ${said.map(({ channel }) => channel)}::text[],
      ${said.map(({ granted }) => granted)}::boolean[],
      ${said.map(({ occurredAt }) => occurredAt)}::timestamptz[],
      ${said.map(({ recordedAt }) => recordedAt)}::timestamptz[],
      ${fresh.map(({ sealed }) => sealed)}::bytea[],
      ${said.map(({ pending }) => pending !== undefined)}::boolean[]
    ) with ordinality as entry (
      identity, salt, commitment, person, channel, granted, occurred_at, recorded_at, sealed, is_pending, line
    )
    order by line
    on conflict do nothing
    returning identity`.execute(deps.db);
  const byIdentity = new Map(fresh.map(({ identity, consent }) => [identity.toString('hex'), consent]));
  return rows.flatMap(({ identity }) => byIdentity.get(identity.toString('hex')) ?? []);
};

/** Entries at one link of the chain, whose commitments it holds: 32 bytes each. */
const entriesPerLink = 5000;

type Batch = { last: string | null; commitments: Buffer | null };

const nextBatch = async (db: Kysely<Schema>, after: string): Promise<Batch | undefined> => {
  const { rows } = await sql<Batch>`
    select max(place) as last, string_agg(commitment, ''::bytea order by place) as commitments
    from (
      select place, commitment from staged_consents where place > ${after} order by place limit ${entriesPerLink}
    ) as next`.execute(db);
  return rows[0];
};

/** Appends the staged entries to the ledger in the order of the file, and updates the states. Locks the chain. */
const appendStaged = async (db: Kysely<Schema>): Promise<void> => {
  let after = '0';
  for (;;) {
    const batch = await nextBatch(db, after);
    if (!batch?.last || !batch.commitments) break;
    const { sequence } = await appendLink(db, batch.commitments);
    await sql`
      insert into consent_entries (
        sequence, place, salt, to_index, channel, granted, occurred_at, recorded_at, content_sealed, is_pending
      )
      select ${sequence}::bigint, row_number() over (order by place) - 1, salt, index_of(person), channel, granted, occurred_at,
        recorded_at, content_sealed, is_pending
      from staged_consents where place > ${after} and place <= ${batch.last}`.execute(db);
    after = batch.last;
  }
  await sql`
    insert into consent_states as known (to_index, channel, purpose, granted, at)
    select distinct on (person, channel) index_of(person), channel, 'marketing', granted, occurred_at
    from staged_consents
    where not is_pending
    order by person, channel, occurred_at desc, granted
    ${latestHolds}`.execute(db);
};

type Said = Pick<NewConsent, 'channel' | 'granted' | 'occurredAt' | 'source' | 'words' | 'pending'>;

/** A hash of 32 bytes that is equal for equal statements of one person, independent of actor and time of entry. */
const identityOf = (person: Buffer, { channel, granted, occurredAt, source, words, pending }: Said): Buffer => {
  const said = JSON.stringify([channel, granted, occurredAt.toISOString(), source, words, pending !== undefined]);
  return createHash('sha256').update(person).update(said).digest();
};
