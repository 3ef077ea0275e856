import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Every import holds this lock together with all others, so that its transaction can be found. */
const importing = { class: 7_239, object: 1 };

/** A change or a freeze of a campaign's audience holds this lock to the end of its transaction. False if another has it. */
export const tryImportLock = async (db: Kysely<Schema>, campaignId: string): Promise<boolean> => {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`import:${campaignId}`}, 0)) as taken,
      pg_advisory_xact_lock_shared(${importing.class}, ${importing.object})`.execute(db);
  return rows[0]?.taken === true;
};

const pollMs = 50;

/**
 * Resolves when all imports that are under way have ended, so that the next statement sees what they added. It holds up no
 * other import, and does not wait for those that begin later.
 */
export const awaitImports = async (db: Kysely<Schema>): Promise<void> => {
  let underWay = await findImports(db);
  while (underWay.length) {
    await wait(pollMs);
    const now = new Set(await findImports(db));
    underWay = underWay.filter((each) => now.has(each));
  }
};

/** PostgreSQL never gives the number of a transaction to another one. */
const findImports = async (db: Kysely<Schema>): Promise<string[]> => {
  const { rows } = await sql<{ transaction: string }>`
    select virtualtransaction as transaction from pg_locks
    where locktype = 'advisory' and granted and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())
      and classid = ${importing.class}::bigint::oid and objid = ${importing.object}::bigint::oid`.execute(db);
  return rows.map(({ transaction }) => transaction);
};
