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
  /**
   * Milliseconds since a reading showed that PostgreSQL's clock had jumped: it was set, or its machine or this one was
   * suspended. Infinity if none did. Leases and other deadlines may have ended too early since.
   */
  sinceJumpMs: () => number;
  /** Milliseconds by which all jumps together set PostgreSQL's clock back. Ages may be so much greater than they seem. */
  setBackMs: () => number;
  /** Reads PostgreSQL's time again. */
  read: () => Promise<void>;
};

/** Clocks run unevenly, but not by so much between two readings. */
const jumpFromMs = 1_000;

/** Before the first reading it is this process's clock. */
export const makeDatabaseClock = ({
  read,
  own = Date.now,
  elapsed = () => performance.now(),
}: Sources): DatabaseClock => {
  let known: { at: number; readAt: number; errorMs: number } | undefined;
  let jumpedAt = Number.NEGATIVE_INFINITY;
  let setBackMs = 0;
  const now = () => (known ? known.at + elapsed() - known.readAt : own());
  return {
    now: () => new Date(now()),
    offsetMs: () => own() - now(),
    sinceJumpMs: () => elapsed() - jumpedAt,
    setBackMs: () => setBackMs,
    read: async () => {
      const askedAt = elapsed();
      const answer = (await read()).getTime();
      const answeredAt = elapsed();
      // The answer was made somewhere in between.
      const errorMs = (answeredAt - askedAt) / 2;
      const at = answer + errorMs;
      if (known) {
        const aheadMs = at - (known.at + answeredAt - known.readAt);
        // A slow answer that fits what is known says nothing new.
        if (Math.abs(aheadMs) <= errorMs) return;
        if (Math.abs(aheadMs) > errorMs + known.errorMs + jumpFromMs) {
          jumpedAt = answeredAt;
          setBackMs += Math.max(0, -aheadMs);
        }
      }
      known = { at, readAt: answeredAt, errorMs };
    },
  };
};

export const readDatabaseTime = async (db: Kysely<Schema>): Promise<Date> => {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now ?? new Date(Number.NaN);
};
