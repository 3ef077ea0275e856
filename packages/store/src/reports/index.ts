import { sql, type Kysely } from 'kysely';
import { DatabaseError, type Pool } from 'pg';
import type { Schema } from '../schema/index.ts';
import { keepReports } from './days.ts';
import { figureMethods } from './read.ts';

/** Reads and keeps the figures of reports. */
export const reportMethods = (deps: { kysely: Kysely<Schema>; bulkPool: Pool }) => ({
  keepReports: (at: Date) => keepReports(deps, at),
  isKnownZone: (name: string) => isKnownZone(deps.kysely, name),
  ...figureMethods(deps.kysely),
});

const isKnownZone = async (db: Kysely<Schema>, name: string): Promise<boolean> => {
  try {
    await sql`select now() at time zone ${name}`.execute(db);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '22023') return false;
    throw error;
  }
};
