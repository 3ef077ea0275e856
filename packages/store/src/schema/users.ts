import type { Grant, Locale, Role } from '@recado/contract';
import type { ColumnType } from 'kysely';

/** PostgreSQL gives an array of texts; the driver takes any list. */
type Grants = ColumnType<Grant[], readonly Grant[], readonly Grant[]>;

export type UsersTable = {
  id: string;
  email: string;
  name: string;
  role: Role;
  grants: Grants;
  /** See hashPassword. */
  password_hash: string;
  locale: Locale | null;
  timezone: string | null;
  own_number_sealed: Buffer | null;
  created_at: Date;
  created_by: string;
  disabled_at: Date | null;
  last_seen_at: Date | null;
};

export type SessionsTable = {
  id: string;
  user_id: string;
  token_hash: Buffer;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
  sudo_until: Date | null;
  revoked_at: Date | null;
  address: string;
  agent: string;
};

export type InvitesTable = {
  token_hash: Buffer;
  /** It is null for the first administrator. */
  email: string | null;
  role: Role;
  grants: Grants;
  by: string;
  expires_at: Date;
  used_at: Date | null;
};

export type UsersSchema = { users: UsersTable; sessions: SessionsTable; invites: InvitesTable };
