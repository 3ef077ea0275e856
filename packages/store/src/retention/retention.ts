import type { Expiry, RetentionKind } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { deleteEventNumbers } from '../consent/opt-out-numbers.ts';
import { firstIdAt } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { walkCampaigns, walkPaces } from './campaigns.ts';
import {
  comeBack,
  endTwilioErasure,
  putOffTwilioErasure,
  takeTwilioErasures,
  walkMessages,
  writeTwilioErasures,
} from './messages.ts';
import { findOldestKept } from './oldest.ts';
import { dropQuarter } from './quarters.ts';

/** Deletes old data here and at Twilio. */
export const retentionMethods = (db: Kysely<Schema>) => ({
  expireNext: (expiry: Expiry) => expireNext(db, expiry),
  findOldestKept: (kind: RetentionKind) => findOldestKept(db, kind),
  takeTwilioErasures: (at: Date, leaseUntil: Date, limit: number) => takeTwilioErasures(db, at, leaseUntil, limit),
  endTwilioErasure: (twilioSid: string) => endTwilioErasure(db, twilioSid),
  putOffTwilioErasure: (twilioSid: string, until: Date) => putOffTwilioErasure(db, twilioSid, until),
});

/** Lets only one worker process a kind, within this transaction. */
const isOurs = async (db: Kysely<Schema>, kind: Expiry['kind']): Promise<boolean> => {
  const { rows } = await sql<{ ours: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`retention:${kind}`}, 0)) as ours`.execute(db);
  return rows[0]?.ours ?? false;
};

/** Gives up instead of making other transactions wait. The next call does the rest. */
const holdNobodyUp = async (db: Kysely<Schema>): Promise<void> => {
  await sql`set local lock_timeout = '200ms'`.execute(db);
  await sql`set local statement_timeout = '10s'`.execute(db);
};

/** The next is taken when there is nothing to do for the one before. */
const steps = [comeBack, walkMessages, walkCampaigns];

const expireKind = async (db: Kysely<Schema>, expiry: Expiry): Promise<number> => {
  const { kind } = expiry;
  if (kind === 'inbound') return expireInbound(db, expiry);
  if (kind === 'audit') return expireAudit(db, expiry);
  if (kind === 'messages') return dropQuarter(db, expiry);
  if (kind === 'numbers') {
    const deleted = await deleteEventNumbers(db, expiry.before, expiry.limit);
    if (deleted) return deleted;
  }
  const ofMessages = { ...expiry, kind };
  for (const step of kind === 'numbers' ? [...steps, walkPaces] : steps) {
    const seen = await step(db, ofMessages);
    if (seen) return seen;
  }
  return 0;
};

/**
 * Empties or deletes the next rows of a kind that are too old, in one short transaction that a kill undoes. Returns how
 * many rows it read; 0 means that none are left for now, or that another worker is processing them.
 */
const expireNext = (db: Kysely<Schema>, expiry: Expiry): Promise<number> =>
  db.transaction().execute(async (trx) => {
    if (!(await isOurs(trx, expiry.kind))) return 0;
    await holdNobodyUp(trx);
    return expireKind(trx, expiry);
  });

/** Deletes the oldest entries of the audit log, which refuses that to everyone else, and gives how many. */
const expireAudit = async (db: Kysely<Schema>, { before, limit }: Expiry): Promise<number> => {
  await sql`set local recado.retention = 'on'`.execute(db);
  const { numAffectedRows } = await sql`
    delete from audit_log
    where id in (select id from audit_log where id < ${firstIdAt(before)} order by id limit ${limit})`.execute(db);
  return Number(numAffectedRows ?? 0);
};

/** Deletes the oldest of what people wrote, and gives how many. */
const expireInbound = async (db: Kysely<Schema>, { before, at, limit }: Expiry): Promise<number> => {
  const { rows } = await sql<{ twilio_sid: string }>`
    delete from inbound_messages
    where id in (
      select id from inbound_messages where id < ${firstIdAt(before)} order by id limit ${limit} for update skip locked
    )
    returning twilio_sid`.execute(db);
  const sids = rows.map(({ twilio_sid: sid }) => sid);
  if (sids.length) await writeTwilioErasures(db, sql`select unnest(${sids}::text[]) as twilio_sid`, at);
  return sids.length;
};
