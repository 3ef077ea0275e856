import type { AuditEntry, ChangedUser, OwnChange, RecordedUser, UserChange } from '@recado/messaging';
import { sql, type Kysely, type Selectable } from 'kysely';
import { audited, writeAuditEntry } from '../audit/audit.ts';
import { ownNumberOf, type Sealer } from '../encryption/sealer.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import type { UsersTable } from '../schema/users.ts';

export type UserDeps = { kysely: Kysely<Schema>; sealer: Sealer };

/** An own number that cannot be decrypted is absent, so that its person can still sign in. */
export const userOfRow = (row: Selectable<UsersTable>, { tryOpen }: Sealer): RecordedUser => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  grants: row.grants,
  passwordHash: row.password_hash,
  createdAt: row.created_at,
  createdBy: row.created_by,
  ...omitNulls({
    locale: row.locale,
    timezone: row.timezone,
    ownNumber: row.own_number_sealed && tryOpen(row.own_number_sealed, ownNumberOf(row.id)),
    disabledAt: row.disabled_at,
    lastSeenAt: row.last_seen_at,
  }),
});

export const hasUsers = async (db: Kysely<Schema>): Promise<boolean> =>
  (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;

/** `email` is in lower case. */
export const findUserByEmail = async (
  { kysely, sealer }: UserDeps,
  email: string,
): Promise<RecordedUser | undefined> => {
  const row = await kysely.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
  return row && userOfRow(row, sealer);
};

/** Lists all of them, the disabled too, by name. */
export const listUsers = async ({ kysely, sealer }: UserDeps): Promise<RecordedUser[]> => {
  const rows = await kysely.selectFrom('users').selectAll().orderBy('name').orderBy('id').execute();
  return rows.map((row) => userOfRow(row, sealer));
};

/** Changes rights one change after another, so that the last administrator stays. */
export const changeUser = (
  { kysely, sealer }: UserDeps,
  id: string,
  { role, grants, disabled }: UserChange,
  audit: AuditEntry,
): Promise<ChangedUser> =>
  kysely.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('users', 0))`.execute(trx);
    const before = await trx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
    if (!before) return { kind: 'not-found' };
    const losesAdmin = disabled === true || (role !== undefined && role !== 'admin');
    if (losesAdmin && (await isLastAdmin(trx, { id }))) return { kind: 'last-admin' };
    const disabledAt = disabled ? (before.disabled_at ?? audit.at) : null;
    const after = await trx
      .updateTable('users')
      .set({
        role: role ?? before.role,
        grants: grants ?? before.grants,
        disabled_at: disabled === undefined ? before.disabled_at : disabledAt,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    // They do not come back to life when the person does.
    if (disabled) await endSessions(trx, id, audit.at);
    await writeAuditEntry(trx, audit);
    return { kind: 'changed', user: userOfRow(after, sealer) };
  });

/** Returns whether nobody else could invite people. */
export const isLastAdmin = async (db: Kysely<Schema>, who: { id: string } | { email: string }): Promise<boolean> => {
  const admins = await db
    .selectFrom('users')
    .select(['id', 'email'])
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .limit(2)
    .execute();
  const [only, other] = admins;
  return only !== undefined && !other && ('id' in who ? only.id === who.id : only.email === who.email);
};

export const endSessions = async (db: Kysely<Schema>, userId: string, at: Date): Promise<void> => {
  await db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
};

export const changeOwn = (
  { kysely, sealer }: UserDeps,
  id: string,
  { name, locale, timezone, ownNumber, passwordHash }: OwnChange,
  audit: AuditEntry,
): Promise<RecordedUser | undefined> =>
  audited(kysely, audit, async (trx) => {
    const sealed = ownNumber && sealer.seal(ownNumber, ownNumberOf(id));
    const row = await trx
      .updateTable('users')
      .set({
        ...omitNulls({ name, locale, timezone, password_hash: passwordHash }),
        ...(sealed !== undefined && { own_number_sealed: sealed as Buffer | null }),
        // A statement needs something to set.
        id,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row && userOfRow(row, sealer);
  });
