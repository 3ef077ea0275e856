import type { AuditEntry, NewConsent, RecordedConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { noteAudit } from '../audit/note-audit.ts';
import { appendConsents } from '../consent/ledger.ts';
import { personOf, type BlindIndex, type Person } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { makeEntry } from './consent-entry.ts';
import { latestHolds } from './latest-holds.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** What a person said comes to. */
export const keepState = async (db: Kysely<Schema>, person: Person, { channel, granted, occurredAt }: NewConsent) => {
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
    if (consent.pending === undefined) await keepState(db, personOf(consent.to, indexOf), consent);
    if (audit) await noteAudit(db, { ...audit, detail: { ...audit.detail, sequence: link.sequence } });
    return link;
  });
  return { ...consent, ...appended };
};
