import { createHash, randomBytes } from 'node:crypto';
import type { AuditEntry, NewConsent, RecordedConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import { indexOfContact, contactIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import { consentContentOf, type Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';

/** Holds the place in the chain, from 1, and the hash over this link and all before it. */
type Link = { sequence: number; hash: Buffer };

const chainLock = 7_239_001_847;

/** Appends a link over one commitment or more, 32 bytes each. One at a time: each hash is over the one before. */
export const appendLink = async (db: Kysely<Schema>, commitments: Buffer): Promise<Link> => {
  await sql`select pg_advisory_xact_lock(${chainLock})`.execute(db);
  const { rows } = await sql<{ sequence: string; hash: Buffer }>`
    with link as (
      select
        case when octet_length(given) = 32 then given else sha256(given) end as commitment,
        case when octet_length(given) > 32 then given end as commitments
      from (select ${commitments}::bytea as given) as one_or_more
    ),
    head as (select sequence, hash from consent_chain order by sequence desc limit 1)
    insert into consent_chain (sequence, commitment, commitments, hash)
    select coalesce(head.sequence, 0) + 1, commitment, commitments, sha256(coalesce(head.hash, ''::bytea) || commitment)
    from link left join head on true
    returning sequence, hash`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The ledger of consents took no entry');
  return { sequence: Number(row.sequence), hash: row.hash };
};

/**
 * Appends one or more entries to the ledger as one link of its chain, which is held until the transaction ends. No two wait
 * for each other, for consent_states is written to only by who holds the chain, and nothing else is locked after it.
 */
export const appendConsents = async (db: Kysely<Schema>, entries: ConsentEntry[]): Promise<Link> => {
  const link = await appendLink(db, Buffer.concat(entries.map(({ commitment }) => commitment)));
  await insertEntries(db, link, entries);
  return link;
};

const insertEntries = async (db: Kysely<Schema>, { sequence }: Link, entries: ConsentEntry[]): Promise<void> => {
  const said = entries.map(({ consent }) => consent);
  await sql`
    insert into consent_entries (
      sequence, place, salt, to_index, channel, granted, occurred_at, recorded_at, campaign_id, content_sealed,
      is_pending
    )
    select
      ${sequence}::bigint, place - 1, salt, index_of(person), channel::channel, granted, occurred_at, recorded_at, campaign_id, sealed,
      is_pending
    from unnest(
      ${entries.map(({ salt }) => salt)}::bytea[],
      ${entries.map(({ person }) => person)}::bytea[],
      ${said.map(({ channel }) => channel)}::text[],
      ${said.map(({ granted }) => granted)}::boolean[],
      ${said.map(({ occurredAt }) => occurredAt)}::timestamptz[],
      ${said.map(({ recordedAt }) => recordedAt)}::timestamptz[],
      ${said.map(({ campaignId }) => campaignId ?? null)}::uuid[],
      ${entries.map(({ sealed }) => sealed)}::bytea[],
      ${said.map(({ pending }) => pending !== undefined)}::boolean[]
    ) with ordinality as entry (
      salt, person, channel, granted, occurred_at, recorded_at, campaign_id, sealed, is_pending, place
    )`.execute(db);
};

/** One consent as it is written. `person` is an argument for `index_of`. */
export type ConsentEntry = { person: Buffer; consent: NewConsent; salt: Buffer; commitment: Buffer; sealed: Buffer };

type Keys = { sealer: Sealer; indexOf: BlindIndex };

const saltBytes = 32;

/**
 * Returns the hash by which the chain commits to an entry: 32 bytes. After the salt is deleted, it reveals neither the
 * person nor the text. It covers the number itself, so it also holds under other index keys.
 */
export const commitmentOf = (salt: Buffer, consent: NewConsent): Buffer => {
  const { to, channel, granted, occurredAt, recordedAt, source, words, by, campaignId, pending } = consent;
  const said = JSON.stringify([
    to,
    channel,
    granted,
    occurredAt.toISOString(),
    recordedAt.toISOString(),
    source,
    words,
    by,
    ...(campaignId === undefined ? [] : [campaignId]),
    ...(pending === undefined ? [] : ['pending', pending]),
  ]);
  return createHash('sha256').update(salt).update(said).digest();
};

/** Sealed for its salt, which no other entry has: its place in the ledger is not known before the ledger is held. */
export const makeEntry = ({ sealer, indexOf }: Keys, consent: NewConsent): ConsentEntry => {
  const { to, source, words, by, pending } = consent;
  const salt = randomBytes(saltBytes);
  return {
    person: indexOfContact(to, indexOf),
    consent,
    salt,
    commitment: commitmentOf(salt, consent),
    sealed: sealer.seal(JSON.stringify({ to, source, words, by, pending }), consentContentOf(salt)),
  };
};

type ConsentDetail = Pick<NewConsent, 'to' | 'source' | 'words' | 'by' | 'pending'>;

/** Returns the encrypted part of an entry. */
export const detailOf = (
  { salt, content_sealed: sealed }: { salt: Buffer; content_sealed: Buffer },
  sealer: Sealer,
): ConsentDetail | undefined => {
  const opened = sealer.tryOpen(sealed, consentContentOf(salt));
  return opened === undefined ? undefined : (JSON.parse(opened) as ConsentDetail);
};

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Writes the person's consent for the channel as it applies after this entry. */
export const keepState = async (
  db: Kysely<Schema>,
  person: ContactIndex,
  { channel, granted, occurredAt }: NewConsent,
) => {
  await sql`
    insert into consent_states as known (to_index, channel, purpose, granted, at)
    values (${person}, ${channel}, 'marketing', ${granted}, ${occurredAt})
    ${latestHolds}`.execute(db);
};

/** Appends what a person said to the ledger, and to what it comes to, in one commit. */
export const insertConsent = async (
  { kysely, sealer, indexOf }: Deps,
  consent: NewConsent,
  audit?: AuditEntry,
): Promise<RecordedConsent> => {
  const entry = makeEntry({ sealer, indexOf }, consent);
  const appended = await kysely.transaction().execute(async (db) => {
    const link = await appendConsents(db, [entry]);
    if (consent.pending === undefined) await keepState(db, contactIndexOf(consent.to, indexOf), consent);
    if (audit) await writeAuditEntry(db, { ...audit, detail: { ...audit.detail, sequence: link.sequence } });
    return link;
  });
  return { ...consent, ...appended };
};

/**
 * ON CONFLICT clause of an insert into consent_states as `known`: the latest statement wins regardless of arrival
 * order. At equal times a refusal wins.
 */
export const latestHolds = sql`
  on conflict (to_index, channel, purpose) do update set granted = excluded.granted, at = excluded.at
  where excluded.at > known.at or excluded.at = known.at and not excluded.granted`;
