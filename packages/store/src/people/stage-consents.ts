import type { Channel } from '@recado/contract';
import type { NewConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { makeEntry, toldOf, type ConsentEntry } from './consent-entry.ts';
import { identityOf } from './consent-identity.ts';

type Deps = { db: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Where a file's entries wait, so that the ledger is held only while all of them are appended. */
export const createStaging = sql`
  create temporary table staged_consents (
    place bigint generated always as identity primary key, identity bytea not null unique, salt bytea, commitment bytea,
    person bytea, channel channel, granted boolean, occurred_at timestamptz, recorded_at timestamptz,
    content_sealed bytea
  ) on commit drop`;

type KnownRow = {
  person: Buffer;
  channel: Channel;
  granted: boolean;
  occurred_at: Date;
  salt: Buffer;
  content_sealed: Buffer;
};

/** What the ledger has of these people at these times. The words of the rest need not be opened. */
const findKnown = async ({ db, sealer }: Deps, entries: readonly ConsentEntry[]): Promise<Set<string>> => {
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
    where known.campaign_id is null and not known.is_pending`.execute(db);
  return new Set(
    rows.map(({ occurred_at: occurredAt, person, ...row }) =>
      identityOf(person, { ...row, occurredAt, ...toldOf(row, sealer) }).toString('hex'),
    ),
  );
};

/** Stages what neither the ledger nor the file said before. Gives how many. */
export const stageConsents = async (deps: Deps, consents: readonly NewConsent[]): Promise<number> => {
  const entries = consents.map((consent) => makeEntry(deps, consent));
  const known = await findKnown(deps, entries);
  const fresh = entries
    .map((entry) => ({ ...entry, identity: identityOf(entry.person, entry.consent) }))
    .filter(({ identity }) => !known.has(identity.toString('hex')));
  const said = fresh.map(({ consent }) => consent);
  const { numAffectedRows } = await sql`
    insert into staged_consents (
      identity, salt, commitment, person, channel, granted, occurred_at, recorded_at, content_sealed
    )
    select identity, salt, commitment, person, channel::channel, granted, occurred_at, recorded_at, sealed
    from unnest(
      ${fresh.map(({ identity }) => identity)}::bytea[],
      ${fresh.map(({ salt }) => salt)}::bytea[],
      ${fresh.map(({ commitment }) => commitment)}::bytea[],
      ${fresh.map(({ person }) => person)}::bytea[],
      ${said.map(({ channel }) => channel)}::text[],
      ${said.map(({ granted }) => granted)}::boolean[],
      ${said.map(({ occurredAt }) => occurredAt)}::timestamptz[],
      ${said.map(({ recordedAt }) => recordedAt)}::timestamptz[],
      ${fresh.map(({ sealed }) => sealed)}::bytea[]
    ) with ordinality as entry (
      identity, salt, commitment, person, channel, granted, occurred_at, recorded_at, sealed, line
    )
    order by line
    on conflict do nothing`.execute(deps.db);
  return Number(numAffectedRows ?? 0);
};
