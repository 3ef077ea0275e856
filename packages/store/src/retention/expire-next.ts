import type { Expiry } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { walkCampaigns } from './campaigns.ts';
import { expireAudit } from './expire-audit.ts';
import { expireInbound } from './expire-inbound.ts';
import { comeBack } from './left-behind.ts';
import { walkMessages } from './walk-messages.ts';
import { walkPaces } from './walk-paces.ts';

/** Of many workers one is at a kind, in this transaction alone. */
const isOurs = async (db: Kysely<Schema>, kind: Expiry['kind']): Promise<boolean> => {
  const { rows } = await sql<{ ours: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`retention:${kind}`}, 0)) as ours`.execute(db);
  return rows[0]?.ours ?? false;
};

/** Nobody waits for this: it gives up before. What it has not done then, it does the next time. */
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
  const ofMessages = { ...expiry, kind };
  for (const step of kind === 'numbers' ? [...steps, walkPaces] : steps) {
    const seen = await step(db, ofMessages);
    if (seen) return seen;
  }
  return 0;
};

/**
 * Empties or deletes the next of a kind that is too old, in one short transaction that a kill undoes, and gives how many
 * it looked at: none when there are no more for now, or when another worker is at them.
 */
export const expireNext = (db: Kysely<Schema>, expiry: Expiry): Promise<number> =>
  db.transaction().execute(async (trx) => {
    if (!(await isOurs(trx, expiry.kind))) return 0;
    await holdNobodyUp(trx);
    return expireKind(trx, expiry);
  });
