import type { AuditEntry, NewUser, OwnChange, RecordedInvite, RecordedSession, UserChange } from '@recado/messaging';
import { acceptInvite, insertInvite, listInvites } from './invites.ts';
import { findSession, insertSession, listSessions, revokeSessions, setSudo, touchSession } from './sessions.ts';
import { changeOwn, changeUser, findUserByEmail, hasUsers, listUsers, type UserDeps } from './users.ts';

/** People who sign in, their invites and their sessions. */
export const userMethods = (deps: UserDeps) => {
  const { kysely: db } = deps;
  return {
    hasUsers: () => hasUsers(db),
    findUserByEmail: (email: string) => findUserByEmail(deps, email),
    listUsers: () => listUsers(deps),
    changeUser: (id: string, change: UserChange, audit: AuditEntry) => changeUser(deps, id, change, audit),
    changeOwn: (id: string, change: OwnChange, audit: AuditEntry) => changeOwn(deps, id, change, audit),
    insertInvite: (invite: RecordedInvite, audit: AuditEntry) => insertInvite(db, invite, audit),
    listInvites: (now: Date) => listInvites(db, now),
    acceptInvite: (user: NewUser, at: Date) => acceptInvite(deps, user, at),
    insertSession: (session: RecordedSession, audit: AuditEntry) => insertSession(db, session, audit),
    findSession: (tokenHash: Buffer) => findSession(deps, tokenHash),
    touchSession: (id: string, at: Date) => touchSession(db, id, at),
    setSudo: (id: string, until: Date) => setSudo(db, id, until),
    listSessions: (userId: string, now: Date) => listSessions(db, userId, now),
    revokeSessions: (whose: Parameters<typeof revokeSessions>[1], at: Date) => revokeSessions(db, whose, at),
  };
};
