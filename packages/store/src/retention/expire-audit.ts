import type { Expiry } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { firstIdAt } from '../first-id-at.ts';
import type { Schema } from '../schema/index.ts';

/** Deletes the oldest entries of the audit log, which refuses that to everyone else, and gives how many. */
export const expireAudit = async (db: Kysely<Schema>, { before, limit }: Expiry): Promise<number> => {
  await sql`set local recado.retention = 'on'`.execute(db);
  const { numAffectedRows } = await sql`
    delete from audit_log
    where id in (select id from audit_log where id < ${firstIdAt(before)} order by id limit ${limit})`.execute(db);
  return Number(numAffectedRows ?? 0);
};
