import type { AcceptInvite, Grant, InviteUser, Role } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal, refuseField } from '../errors.ts';
import { hashPassword } from './password.ts';
import { hashToken, newSession, newToken, sessionStarted, type Browser, type RecordedSession } from './session.ts';
import { refuseLastAdmin, type RecordedUser } from './user.ts';

const dayMs = 86_400_000;
const invitedForMs = 7 * dayMs;

/** An invite as the record holds it. Only that of the first administrator names no address. */
export type RecordedInvite = {
  tokenHash: Buffer;
  email?: string;
  role: Role;
  grants: readonly Grant[];
  by: string;
  expiresAt: Date;
};

type InviteDeps = {
  clock: () => Date;
  /** Replaces the open invite of the same address. */
  insertInvite: (invite: RecordedInvite, audit: AuditEntry) => Promise<void>;
};

/**
 * Invites a person. One who has an account already gets a new password by it, with the role and grants of the invite.
 * The token goes into the fragment of a link, which no server sees.
 */
export const inviteUser = async (
  deps: InviteDeps,
  { email, role, grants }: Omit<InviteUser, 'email'> & { email?: string },
  { actor }: ByActor,
): Promise<{ token: string; expiresAt: Date }> => {
  const now = deps.clock();
  const { token, tokenHash } = newToken();
  const expiresAt = new Date(now.getTime() + invitedForMs);
  const invite = { tokenHash, ...(email !== undefined && { email }), role, grants, by: actor.name, expiresAt };
  await deps.insertInvite(invite, {
    at: now,
    actor,
    action: 'user.invited',
    object: 'users',
    detail: { role, grants },
  });
  return { token, expiresAt };
};

/** Returns the address of the console's page that accepts an invite. */
export const inviteLink = (consoleUrl: string, token: string): string => `${consoleUrl}/invite#${token}`;

type FirstAdminDeps = InviteDeps & { hasUsers: () => Promise<boolean> };

/** Returns the token of an invite for the first administrator, or nothing once somebody has an account. */
export const inviteFirstAdmin = async (deps: FirstAdminDeps, by: ByActor): Promise<string | undefined> => {
  if (await deps.hasUsers()) return undefined;
  return (await inviteUser(deps, { role: 'admin', grants: [] }, by)).token;
};

/** The user that an accepted invite makes. The role and grants are those of the invite. */
export type NewUser = Pick<RecordedUser, 'id' | 'name' | 'passwordHash'> & {
  tokenHash: Buffer;
  /** Counts only where the invite names none. */
  email?: string;
};

export type InviteAcceptance =
  | { kind: 'accepted'; user: RecordedUser }
  | { kind: 'no-invite' }
  | { kind: 'no-email' }
  | { kind: 'last-admin' };

type AcceptDeps = {
  clock: () => Date;
  /** Uses the invite up and makes the user, or gives the user of its address a new password, in one commit. */
  acceptInvite: (user: NewUser, at: Date) => Promise<InviteAcceptance>;
  insertSession: (session: RecordedSession, audit: AuditEntry) => Promise<void>;
};

/** Accepts an invite, once, and signs the person in. An unknown, used and expired invite get the same answer. */
export const acceptInvite = async (
  deps: AcceptDeps,
  { token, email, name, password }: AcceptInvite,
  browser: Browser,
) => {
  const now = deps.clock();
  const passwordHash = await hashPassword(password);
  const made = { id: uuidv7(), name, passwordHash, tokenHash: hashToken(token), ...(email !== undefined && { email }) };
  const acceptance = await deps.acceptInvite(made, now);
  if (acceptance.kind === 'no-email')
    throw refuseField('email', 'required', 'is required: this invite names no address');
  if (acceptance.kind === 'no-invite')
    throw new Refusal('not-found', 'This invite was used, has expired or never was. Ask for a new one');
  if (acceptance.kind === 'last-admin') throw refuseLastAdmin();
  const { user } = acceptance;
  const started = newSession(user.id, browser, now);
  await deps.insertSession(started.session, sessionStarted(user, started.session));
  return { ...started, user };
};
