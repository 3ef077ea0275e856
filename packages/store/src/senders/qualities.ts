import { bySystem, type MarketingPauseChange, type QualityReading } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';

type Paused = { id: string; marketing_paused_by: string | null };

/**
 * Stores what Twilio said of senders. A trigger derives the limits and pauses of their portfolios. Returns the senders whose
 * marketing begins or ends to wait, each to one caller, and writes them to the audit log.
 */
export const saveQualities = (
  db: Kysely<Schema>,
  readings: readonly QualityReading[],
  at: Date,
): Promise<MarketingPauseChange[]> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('senders', 0))`.execute(trx);
    const before = await findPaused(trx);
    await writeReadings(trx, readings, at);
    const after = await findPaused(trx);
    const changes = after.flatMap(({ id, marketing_paused_by: by }): MarketingPauseChange[] => {
      const was = before.find((sender) => sender.id === id)?.marketing_paused_by ?? null;
      if ((was === null) === (by === null)) return [];
      return [{ senderId: id, ...(by !== null && { by }) }];
    });
    for (const { senderId, by } of changes) {
      const action = by === undefined ? 'sender.marketing_resumed' : 'sender.marketing_paused';
      const detail = by === undefined ? {} : { detail: { reason: 'low_quality', by } };
      await writeAuditEntry(trx, { at, actor: bySystem, action, object: `senders/${senderId}`, ...detail });
    }
    return changes;
  });

const findPaused = (db: Kysely<Schema>): Promise<Paused[]> =>
  db.selectFrom('senders').select(['id', 'marketing_paused_by']).orderBy('id').execute();

/** A rating that Twilio does not tell any more holds for a day; then it is not known. The last limit stays. */
const holdsFor = sql`interval '1 day'`;

const writeReadings = async (db: Kysely<Schema>, readings: readonly QualityReading[], at: Date): Promise<void> => {
  const items = readings.map(({ senderId, rating, messagingLimit }) => ({
    id: senderId,
    rating,
    // 0 stands for no limit.
    messaging_limit: messagingLimit === null ? 0 : messagingLimit,
  }));
  await sql`
    with told as (
      select senders.id, coalesce(
          told.rating, case when quality_rated_at > ${at}::timestamptz - ${holdsFor} then quality_rating end
        ) as rating, told.rating is not null as is_rated, told.messaging_limit
      from json_to_recordset(${JSON.stringify(items)}::json)
        as told (id text, rating quality_rating, messaging_limit integer)
      join senders on senders.id = told.id
    )
    update senders set
      quality_rating = told.rating,
      quality_rated_at = case when told.is_rated then ${at}::timestamptz else senders.quality_rated_at end,
      quality_low_since = case when told.rating = 'low' then coalesce(senders.quality_low_since, ${at}::timestamptz) end,
      messaging_limit = coalesce(told.messaging_limit, senders.messaging_limit),
      quality_checked_at = ${at}
    from told where senders.id = told.id`.execute(db);
};
