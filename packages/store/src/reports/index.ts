import type { FigureQuery } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { DatabaseError, type Pool } from 'pg';
import type { Schema } from '../schema/index.ts';
import { keepReports } from './days.ts';
import { readInbound, readPresses } from './read-inbound.ts';
import { readLatencies } from './read-latencies.ts';
import { readMessages } from './read-messages.ts';
import { loadFigures } from './read.ts';

/** Reads and keeps the figures of reports. */
export const reportMethods = (deps: { kysely: Kysely<Schema>; bulkPool: Pool }) => ({
  keepReports: (at: Date) => keepReports(deps, at),
  isKnownZone: (name: string) => isKnownZone(deps.kysely, name),
  loadMessageFigures: (query: FigureQuery) => loadFigures(deps.kysely, query, readMessages),
  loadLatencyFigures: (query: FigureQuery) => loadFigures(deps.kysely, query, readLatencies),
  loadPresses: (query: FigureQuery, range: { since: Date; until: Date }) => readPresses(deps.kysely, query, range),
  loadInboundFigures: (query: FigureQuery) => loadFigures(deps.kysely, query, readInbound),
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
