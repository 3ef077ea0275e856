import { sql, type Kysely } from 'kysely';
import { contactIndexOf, type BlindIndex } from '../encryption/blind-index.ts';
import { eventNumberOf, type Sealer } from '../encryption/sealer.ts';
import { firstIdAt } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

type NumberDeps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Stores the number of a person whose opt-out or opt-in nothing else names, for the event of this entry of the audit log. */
export const saveEventNumber = async (
  { kysely, sealer, indexOf }: NumberDeps,
  auditId: string,
  to: string,
): Promise<void> => {
  await kysely
    .insertInto('event_numbers')
    .values({
      audit_id: auditId,
      to_index: contactIndexOf(to, indexOf),
      to_sealed: sealer.seal(to, eventNumberOf(auditId)),
    })
    .execute();
};

/** Deletes up to `limit` numbers of events that are older, and returns how many. */
export const deleteEventNumbers = async (db: Kysely<Schema>, before: Date, limit: number): Promise<number> => {
  const { numAffectedRows = 0n } = await sql`
    delete from event_numbers where audit_id = any (array(
      select audit_id from event_numbers where audit_id < ${firstIdAt(before)} order by audit_id limit ${limit}
    ))`.execute(db);
  return Number(numAffectedRows);
};
