import type { Interruption, RecordedSender, SenderQuality, Throttle } from '@recado/messaging';
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { Pool } from 'pg';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import type { SendersTable } from '../schema/senders.ts';

export const senderOfRow = (row: SenderRow): RecordedSender => ({
  id: row.id,
  channel: row.channel,
  address: row.address,
  mps: row.mps,
  dailyLimit: row.daily_limit,
  paused: row.paused,
  ...omitNulls({
    pausedReason: row.paused_reason,
    throttle: throttleOf(row),
    onHold: interruptionOf(row.resting_until, row.resting_reason),
    outage: interruptionOf(row.outage_until, row.outage_reason),
    inboundBehindSince: row.inbound_behind_since,
    inboundProblem: row.inbound_problem,
    portfolio: row.portfolio,
    peopleLimit: row.people_limit,
    quality: qualityOf(row),
    marketingPause: marketingPauseOf(row),
  }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** The columns that `senderOfRow` reads. */
const senderColumns = [
  'id',
  'channel',
  'address',
  'mps',
  'daily_limit',
  'paused',
  'paused_reason',
  'throttled_rate',
  'throttled_at',
  'throttle_cause',
  'resting_until',
  'resting_reason',
  'outage_until',
  'outage_reason',
  'inbound_behind_since',
  'inbound_problem',
  'portfolio',
  'people_limit',
  'quality_rating',
  'messaging_limit',
  'quality_checked_at',
  'marketing_paused_since',
  'marketing_paused_by',
  'created_at',
  'updated_at',
] as const satisfies (keyof SendersTable)[];

type SenderRow = Pick<Selectable<SendersTable>, (typeof senderColumns)[number]>;

const throttleOf = ({
  throttled_rate: rate,
  throttled_at: at,
  throttle_cause: cause,
}: SenderRow): Throttle | undefined =>
  rate !== null && at !== null ? { rate, at, ...omitNulls({ cause }) } : undefined;

const interruptionOf = (until: Date | null, reason: string | null): Interruption | undefined =>
  until !== null && reason !== null ? { until, reason } : undefined;

const qualityOf = ({
  quality_rating: rating,
  messaging_limit: limit,
  quality_checked_at: checkedAt,
}: SenderRow): SenderQuality | undefined =>
  checkedAt === null
    ? undefined
    : { ...omitNulls({ rating }), ...(limit !== null && { messagingLimit: limit === 0 ? null : limit }), checkedAt };

const marketingPauseOf = ({ marketing_paused_since: since, marketing_paused_by: by }: SenderRow) =>
  since !== null && by !== null ? { since, by } : undefined;

/** One sender, with how many people it reached if there is a limit to that. */
export const findSender = async (db: Kysely<Schema>, id: string): Promise<RecordedSender | undefined> => {
  const row = await db
    .selectFrom('senders')
    .leftJoin('reached_counts', 'reached_counts.limit_group', 'senders.limit_group')
    .selectAll('senders')
    .select('reached_counts.people')
    .where('senders.id', '=', id)
    .executeTakeFirst();
  return row && { ...senderOfRow(row), ...(row.people_limit !== null && { reached: row.people ?? 0 }) };
};

/** Returns all senders, the oldest first. */
export const findSenders = async (pool: Pool): Promise<RecordedSender[]> => {
  const { rows } = await pool.query<SenderRow>(statement);
  return rows.map(senderOfRow);
};

/** Returns the same inside a transaction. */
export const findSendersIn = async (trx: Kysely<Schema>): Promise<RecordedSender[]> => {
  const { rows } = await sql.raw<SenderRow>(statement.text).execute(trx);
  return rows.map(senderOfRow);
};

/** `undefined` when there is one of this id already, which stays as it is. */
export const insertSender = async (db: Kysely<Schema>, sender: RecordedSender): Promise<RecordedSender | undefined> => {
  const row = await db
    .insertInto('senders')
    .values(rowOfSender(sender))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row && findSender(db, sender.id);
};

const rowOfSender = (sender: RecordedSender): Insertable<SendersTable> => ({
  id: sender.id,
  channel: sender.channel,
  address: sender.address,
  mps: sender.mps,
  daily_limit: sender.dailyLimit,
  portfolio: sender.portfolio ?? null,
  paused: sender.paused,
  paused_reason: sender.pausedReason ?? null,
  throttled_rate: sender.throttle?.rate ?? null,
  throttled_at: sender.throttle?.at ?? null,
  throttle_cause: sender.throttle?.cause ?? null,
  resting_until: sender.onHold?.until ?? null,
  resting_reason: sender.onHold?.reason ?? null,
  outage_until: sender.outage?.until ?? null,
  outage_reason: sender.outage?.reason ?? null,
  created_at: sender.createdAt,
  updated_at: sender.updatedAt,
});

/** Asked for each message, so prepared, and by the names of the columns: a prepared `*` fails once there is one more. */
const statement = {
  name: 'find-senders',
  text: `select ${senderColumns.join(', ')} from senders order by created_at, id`,
};

/** The fields of a sender that may change. The channel stays, because waiting messages were accepted for it. */
export type SenderPatch = Partial<
  Pick<RecordedSender, 'address' | 'mps' | 'dailyLimit' | 'paused'> & {
    pausedReason: string | null;
    portfolio: string | null;
  }
>;

/** Changes the fields in the patch and returns the sender; `undefined` if it does not exist. */
export const updateSender = async (
  db: Kysely<Schema>,
  id: string,
  { dailyLimit, pausedReason, ...patch }: SenderPatch,
  at: Date,
): Promise<RecordedSender | undefined> => {
  // A sender that is resumed or paused by a user loses its old reason.
  const reason = pausedReason === undefined && patch.paused !== undefined ? null : pausedReason;
  const row = await db
    .updateTable('senders')
    .set({
      ...patch,
      ...(dailyLimit !== undefined && { daily_limit: dailyLimit }),
      ...(reason !== undefined && { paused_reason: reason }),
      // The user who resumes the sender knows more than Twilio's last answer did.
      ...(patch.paused === false && { resting_until: null, resting_reason: null }),
      updated_at: at,
    })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  // Triggers complete the row.
  return row && findSender(db, id);
};

/** Adds the senders whose id is new. Existing ones keep their changes. */
export const seedSenders = async (db: Kysely<Schema>, senders: readonly RecordedSender[]): Promise<void> => {
  if (!senders.length) return;
  await db
    .insertInto('senders')
    .values(senders.map(rowOfSender))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};
