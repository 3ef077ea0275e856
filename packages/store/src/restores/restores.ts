import type { OpenRestore, Restore, RestoreCause } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { isPossiblySent, isWrittenHere } from '../messages/eligibility.ts';
import { firstIdAt } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

type Db = Kysely<Schema>;

/**
 * Restores of the database from a backup, and failovers to a standby: both may have lost what was committed last. The
 * process remembers the last time that it read, so that a copy which starts without a trace is recognized, too.
 */
export const makeRestores = (db: Db) => {
  let lastSeen: Date | undefined;
  const remember = (at: Date | undefined) => {
    if (at && (!lastSeen || at > lastSeen)) lastSeen = at;
  };
  return {
    lastSeen: () => lastSeen,
    /** Takes a time from the row, and returns it unless a later one was seen: then an older copy of the database runs. */
    noteSeen: (at: Date): Date | undefined => {
      if (lastSeen && at < lastSeen) return undefined;
      remember(at);
      return at;
    },
    methods: {
      recognizeRestore: async (rememberedAt?: Date): Promise<Seen> => {
        remember(rememberedAt);
        const seen = await recognizeRestore(db, lastSeen);
        remember(seen.seenAt);
        return seen;
      },
      recordRestore: (backupAt: Date) => db.transaction().execute((trx) => record(trx, backupAt, 'operator')),
      findOpenRestore: () => findOpenRestore(db),
      endRestores: () => endRestores(db),
    },
  };
};

export type Restores = ReturnType<typeof makeRestores>;

type Seen = { seenAt: Date; restore?: Restore };

/**
 * Writes that this database is in use, and returns the restore or failover since it was last written. Everything sent
 * before that time is in every later backup, so the time is that of the oldest message that may be missing.
 */
const recognizeRestore = async (db: Db, lastSeen: Date | undefined): Promise<Seen> => {
  const seenAt = await findSame(db, lastSeen);
  if (seenAt) return { seenAt };
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ seen_at: Date; cause: RestoreCause | null }>`
      select seen_at, case
        when split_part(place, '/', 2) <> split_part(database_place(), '/', 2) then 'timeline'
        when not ${sql.raw(isWrittenHere)} or seen_at < ${lastSeen ?? null}::timestamptz then 'copy'
      end as cause
      from database_identity for update`.execute(trx);
    const [row] = rows;
    // The time never goes back, or another worker would take that for a restore. Two may write the row at once.
    const restore = row?.cause ? await record(trx, row.seen_at, row.cause) : undefined;
    const { rows: written } = await sql<{ seen_at: Date }>`
      insert into database_identity (written_by, place, seen_at) values (${transactionId}, database_place(), greatest(now(), ${lastSeen ?? null}::timestamptz))
      on conflict (is_only) do update
      set written_by = excluded.written_by, place = excluded.place, seen_at = greatest(database_identity.seen_at, excluded.seen_at)
      returning seen_at`.execute(trx);
    return { seenAt: written[0]?.seen_at ?? new Date(Number.NaN), ...(restore && { restore }) };
  });
};

const transactionId = sql`pg_current_xact_id()::xid::text`;
const seenEvery = sql`interval '5 s'`;

/** The time in the row, if it was written here and no time was seen after it. One worker writes it, every few seconds. */
const findSame = async (db: Db, lastSeen: Date | undefined): Promise<Date | undefined> => {
  const isKnown = sql`${sql.raw(isWrittenHere)}
    and coalesce(seen_at >= ${lastSeen ?? null}::timestamptz, true)`;
  const { rows } = await sql<{ seen_at: Date }>`
    with seen as (
      update database_identity set seen_at = now(), written_by = ${transactionId}
      where ${isKnown} and seen_at < now() - ${seenEvery}
    )
    select seen_at from database_identity where ${isKnown}`.execute(db);
  return rows[0]?.seen_at;
};

/**
 * Records a restore. From its commit on, older messages are compared with Twilio's list at their claim. Marketing waits
 * until the inbound list since the backup was read. Fallback SMS wait until the missed callbacks of their WhatsApp messages
 * were fetched.
 */
const record = async (trx: Db, backupAt: Date, cause: RestoreCause): Promise<Restore> => {
  const { rows } = await sql<{ at: Date }>`select date_trunc('milliseconds', clock_timestamp()) as at`.execute(trx);
  const foundAt = rows[0]?.at ?? new Date(Number.NaN);
  await trx
    .insertInto('restores')
    .values({ found_at: foundAt, first_id: firstIdAt(foundAt), backup_at: backupAt, cause, ended_at: null })
    .execute();
  await sql`
    update senders set
      inbound_read_until = case when inbound_read_until is not null then least(inbound_read_until, ${backupAt}) end,
      inbound_due_at = ${foundAt},
      inbound_behind_since = ${foundAt}`.execute(trx);
  await sql`
    with waiting as (
      update fallbacks set due_at = greatest(due_at, ${foundAt}::timestamptz + interval '10 minutes')
      where due_at is not null and not is_unreachable returning message_id
    )
    update messages set due_at = ${foundAt}, is_late = true
    from waiting where messages.id = waiting.message_id and status = 'sent'`.execute(trx);
  return { foundAt, backupAt, cause };
};

/** The last restore, until all that is due was compared. Messages that are due later are compared in their turn. */
const findOpenRestore = async (db: Db): Promise<OpenRestore | undefined> => {
  const { rows } = await sql<OpenRestore>`
    select found_at as "foundAt", backup_at as "backupAt", cause,
      (
        select count(*)::int from messages join senders on senders.id = messages.sender_id
        where messages.indexed_as = 'accepted' and messages.due_at <= now() and not senders.paused
          and ${sql.raw(isPossiblySent('messages'))}
      ) + (
        select count(*)::int from messages
        where indexed_as = 'sending' and status = 'sending' and reason = 'restored'
      ) as messages,
      (select count(*)::int from senders where inbound_behind_since <= found_at) as senders
    from restores where ended_at is null order by found_at desc limit 1`.execute(db);
  return rows[0];
};

const endRestores = async (db: Db): Promise<void> => {
  await db
    .updateTable('restores')
    .set({ ended_at: sql<Date>`now()` })
    .where('ended_at', 'is', null)
    .execute();
};
