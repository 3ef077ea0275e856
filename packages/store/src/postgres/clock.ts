import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

type Sources = {
  /** Returns PostgreSQL's time. */
  read: () => Promise<Date>;
  /** This process's own clock, which may be wrong and may jump. */
  own?: () => number;
  /** These milliseconds only ever grow. */
  elapsed?: () => number;
};

export type DatabaseClock = {
  /** PostgreSQL's time, counted on from the last reading, so that no jump of this process's clock moves it. */
  now: () => Date;
  /** Milliseconds by which this process's clock is ahead of PostgreSQL's; negative if it is behind. */
  offsetMs: () => number;
  /** Reads PostgreSQL's time again. */
  read: () => Promise<void>;
};

/** Before the first reading it is this process's clock. */
export const makeDatabaseClock = ({
  read,
  own = Date.now,
  elapsed = () => performance.now(),
}: Sources): DatabaseClock => {
  let known: { at: number; readAt: number } | undefined;
  const now = () => (known ? known.at + elapsed() - known.readAt : own());
  return {
    now: () => new Date(now()),
    offsetMs: () => own() - now(),
    read: async () => {
      const askedAt = elapsed();
      const at = (await read()).getTime();
      const answeredAt = elapsed();
      // The answer was made somewhere in between.
      known = { at: at + (answeredAt - askedAt) / 2, readAt: answeredAt };
    },
  };
};

export const readDatabaseTime = async (db: Kysely<Schema>): Promise<Date> => {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now ?? new Date(Number.NaN);
};
