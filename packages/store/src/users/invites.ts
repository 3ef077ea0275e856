import type { AuditEntry, InviteAcceptance, NewUser, RecordedInvite } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';
import { endSessions, hasUsers, isLastAdmin, userOfRow, type UserDeps } from './users.ts';

/** Replaces the open invite of the same address: only the newest link works. */
export const insertInvite = (db: Kysely<Schema>, invite: RecordedInvite, audit: AuditEntry): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { tokenHash, email = null, role, grants, by, expiresAt } = invite;
    const row = { token_hash: tokenHash, email, role, grants, by, expires_at: expiresAt };
    await sql`select pg_advisory_xact_lock(hashtextextended('users', 0))`.execute(trx);
    await trx
      .deleteFrom('invites')
      .where('used_at', 'is', null)
      .where('email', 'is not distinct from', email)
      .execute();
    await trx.insertInto('invites').values(row).execute();
    await writeAuditEntry(trx, audit);
  });

/** Lists the invites that can still be accepted, without that of the first administrator. */
export const listInvites = async (
  db: Kysely<Schema>,
  now: Date,
): Promise<(Omit<RecordedInvite, 'tokenHash'> & { email: string })[]> => {
  const rows = await db
    .selectFrom('invites')
    .selectAll()
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('email')
    .execute();
  return rows.flatMap(({ email, role, grants, by, expires_at: expiresAt }) =>
    email === null ? [] : [{ email, role, grants, by, expiresAt }],
  );
};

/**
 * Uses an invite up and makes its user. A user of its address gets the new password, role and grants, and the sessions
 * that they had end. The invite of the first administrator makes no second one. The last administrator stays one, and
 * their invite stays open.
 */
export const acceptInvite = ({ kysely, sealer }: UserDeps, user: NewUser, at: Date): Promise<InviteAcceptance> =>
  kysely.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('users', 0))`.execute(trx);
    const invite = await trx
      .selectFrom('invites')
      .selectAll()
      .where('token_hash', '=', user.tokenHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .executeTakeFirst();
    if (!invite || (invite.email === null && (await hasUsers(trx)))) return { kind: 'no-invite' };
    const email = invite.email ?? user.email;
    if (email === undefined) return { kind: 'no-email' };
    if (invite.role !== 'admin' && (await isLastAdmin(trx, { email }))) return { kind: 'last-admin' };
    await trx.updateTable('invites').set({ used_at: at }).where('token_hash', '=', user.tokenHash).execute();
    const { role, grants, by } = invite;
    const given = { name: user.name, role, grants, password_hash: user.passwordHash };
    const row = await trx
      .insertInto('users')
      .values({ id: user.id, email, ...given, created_at: at, created_by: by })
      .onConflict((conflict) => conflict.column('email').doUpdateSet({ ...given, disabled_at: null }))
      .returningAll()
      .executeTakeFirstOrThrow();
    await endSessions(trx, row.id, at);
    await writeAuditEntry(trx, {
      at,
      actor: { id: row.id, name: row.name },
      action: row.id === user.id ? 'user.created' : 'user.readmitted',
      object: `users/${row.id}`,
      detail: { role, grants, invited_by: by },
    });
    return { kind: 'accepted', user: userOfRow(row, sealer) };
  });
