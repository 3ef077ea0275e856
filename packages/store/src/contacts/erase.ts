import type { AuditEntry, Erased } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { noteAudit } from '../audit/note-audit.ts';
import { personOf, type BlindIndex, type Person } from '../encryption/blind-index.ts';
import { noteForTwilio } from '../retention/note-for-twilio.ts';
import type { Schema } from '../schema/index.ts';
import { nobody } from '../sealing/erased.ts';
import { eraseAudience } from './erase-audience.ts';
import { eraseMessages } from './erase-messages.ts';

type Deps = { kysely: Kysely<Schema>; indexOf: BlindIndex };

/** What is a person's by its row, but for opt-outs. Who was reached stays counted until the day is over, as nobody. */
const eraseRest = async (db: Kysely<Schema>, person: Person) => {
  const { rows } = await sql<{ inbound: number; consents: number }>`
    with inbound as (delete from inbound_messages where from_index = ${person} returning 1),
    consents as (delete from consent_entries where to_index = ${person} returning 1),
    states as (delete from consent_states where to_index = ${person}),
    contact as (delete from contacts where to_index = ${person}),
    paces as (delete from marketing_paces where to_index = ${person}),
    reached as (update reached_people set to_index = ${nobody} where to_index = ${person})
    select (select count(*)::int from inbound) as inbound, (select count(*)::int from consents) as consents`.execute(
    db,
  );
  return rows[0] ?? { inbound: 0, consents: 0 };
};

/**
 * Takes from the record all that tells of a person; `to` is E.164. What was counted and what it cost stay, and so does
 * the index of one who opted out. First the audiences, so that no message is made of them any more, then the messages.
 * An erasure that breaks off in the middle is made whole by the next one.
 */
export const eraseContact = async (
  { kysely, indexOf }: Deps,
  { to, at, audit }: { to: string; at: Date; audit: AuditEntry },
): Promise<Erased> => {
  const person = personOf(to, indexOf);
  const campaigns = await eraseAudience(kysely, person);
  const messages = await eraseMessages(kysely, person, at);
  return kysely.transaction().execute(async (trx) => {
    await noteForTwilio(trx, sql`select twilio_sid from inbound_messages where from_index = ${person}`, at);
    const erased = { messages, campaigns, ...(await eraseRest(trx, person)) };
    await noteAudit(trx, { ...audit, detail: erased });
    return erased;
  });
};
