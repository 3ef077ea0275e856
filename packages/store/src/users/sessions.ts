import type { AuditEntry, RecordedSession, RecordedUser } from '@recado/messaging';
import type { Kysely, Selectable } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import type { SessionsTable } from '../schema/users.ts';
import { userOfRow, type UserDeps } from './users.ts';

/** Also removes sessions of the person that ended long ago. */
export const insertSession = (db: Kysely<Schema>, session: RecordedSession, audit: AuditEntry): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { id, userId, tokenHash, createdAt, seenAt, expiresAt, address, agent } = session;
    await trx.deleteFrom('sessions').where('user_id', '=', userId).where('expires_at', '<', createdAt).execute();
    await trx
      .insertInto('sessions')
      .values({
        id,
        user_id: userId,
        token_hash: tokenHash,
        created_at: createdAt,
        seen_at: seenAt,
        expires_at: expiresAt,
        address,
        agent,
      })
      .execute();
    await trx.updateTable('users').set({ last_seen_at: createdAt }).where('id', '=', userId).execute();
    await writeAuditEntry(trx, audit);
  });

const sessionOfRow = (row: Selectable<SessionsTable>): RecordedSession => ({
  id: row.id,
  userId: row.user_id,
  tokenHash: row.token_hash,
  createdAt: row.created_at,
  seenAt: row.seen_at,
  expiresAt: row.expires_at,
  address: row.address,
  agent: row.agent,
  ...omitNulls({ sudoUntil: row.sudo_until }),
});

export type FoundSession = { session: RecordedSession; user: RecordedUser };

/** Expired ones too: the caller judges. Neither revoked ones nor those of a disabled person. */
export const findSession = async (
  { kysely, sealer }: UserDeps,
  tokenHash: Buffer,
): Promise<FoundSession | undefined> => {
  const session = await kysely
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (!session) return undefined;
  const user = await kysely
    .selectFrom('users')
    .selectAll()
    .where('id', '=', session.user_id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return user && { session: sessionOfRow(session), user: userOfRow(user, sealer) };
};

/** Notes that the person asked something. An older time does not overwrite a later one. */
export const touchSession = async (db: Kysely<Schema>, id: string, at: Date): Promise<void> => {
  const touched = await db
    .updateTable('sessions')
    .set({ seen_at: at })
    .where('id', '=', id)
    .where('seen_at', '<', at)
    .returning('user_id')
    .executeTakeFirst();
  if (touched) await db.updateTable('users').set({ last_seen_at: at }).where('id', '=', touched.user_id).execute();
};

export const setSudo = async (db: Kysely<Schema>, id: string, until: Date): Promise<void> => {
  await db.updateTable('sessions').set({ sudo_until: until }).where('id', '=', id).execute();
};

/** The newest first; those that ended are not among them. */
export const listSessions = async (db: Kysely<Schema>, userId: string, now: Date): Promise<RecordedSession[]> => {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(sessionOfRow);
};

/** Ends one session of a person, or all but one. Returns how many. */
export const revokeSessions = async (
  db: Kysely<Schema>,
  { userId, only, but }: { userId: string; only?: string; but?: string },
  at: Date,
): Promise<number> => {
  let query = db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null);
  if (only !== undefined) query = query.where('id', '=', only);
  if (but !== undefined) query = query.where('id', '!=', but);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
};
