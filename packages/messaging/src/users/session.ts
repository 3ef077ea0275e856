import { hash, randomBytes } from 'node:crypto';
import type { SignIn, Sudo } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry } from '../audit/audit.ts';
import { Refusal, refuseField } from '../errors.ts';
import { isPassword } from './password.ts';
import type { RecordedUser } from './user.ts';

const minuteMs = 60_000;
/** A session ends when its person asked nothing for so long, and in any case after its whole life. */
const idleMs = 60 * minuteMs;
const wholeLifeMs = 12 * 60 * minuteMs;
const sudoMs = 10 * minuteMs;

/** Where a person is signed in, as the record holds it. */
export type RecordedSession = {
  id: string;
  userId: string;
  /** See hashToken. */
  tokenHash: Buffer;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
  sudoUntil?: Date;
  address: string;
  agent: string;
};

/** Describes the browser at the other end. */
export type Browser = { address: string; agent: string };

/** A token is random, so a plain hash is as safe as a slow one. */
export const hashToken = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The shape of a token of a session or an invite: anything else need not be looked up. */
export const tokenPattern = /^[\w-]{43}$/;

export const newToken = (): { token: string; tokenHash: Buffer } => {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashToken(token) };
};

const longestAgent = 200;

/** Makes a session for a browser, and the token that its cookie carries. */
export const newSession = (
  userId: string,
  { address, agent }: Browser,
  now: Date,
): { token: string; session: RecordedSession } => {
  const { token, tokenHash } = newToken();
  const expiresAt = new Date(now.getTime() + wholeLifeMs);
  const at = { createdAt: now, seenAt: now, expiresAt };
  return { token, session: { id: uuidv7(), userId, tokenHash, ...at, address, agent: agent.slice(0, longestAgent) } };
};

/** When a session ends if its person asks nothing more. */
export const endOfSession = ({ seenAt, expiresAt }: Pick<RecordedSession, 'seenAt' | 'expiresAt'>): Date =>
  new Date(Math.min(seenAt.getTime() + idleMs, expiresAt.getTime()));

type SignInDeps = {
  clock: () => Date;
  findUserByEmail: (email: string) => Promise<RecordedUser | undefined>;
  insertSession: (session: RecordedSession, audit: AuditEntry) => Promise<void>;
};

/** Signs a person in. A wrong password, an unknown and a disabled person get the same answer after the same time. */
export const signIn = async (deps: SignInDeps, { email, password }: SignIn, browser: Browser) => {
  const user = await deps.findUserByEmail(email.toLowerCase());
  const isRight = await isPassword(password, user?.passwordHash);
  if (!user || !isRight || user.disabledAt) throw refuseSignIn();
  const { token, session } = newSession(user.id, browser, deps.clock());
  await deps.insertSession(session, sessionStarted(user, session));
  return { token, session, user };
};

const refuseSignIn = () =>
  new Refusal('unauthorized', 'The e-mail address or the password is wrong', [
    { field: 'password', reason: 'wrong_credentials', message: 'or the e-mail address is wrong' },
  ]);

export const sessionStarted = (user: Pick<RecordedUser, 'id' | 'name'>, session: RecordedSession): AuditEntry => ({
  at: session.createdAt,
  actor: { id: user.id, name: user.name },
  action: 'session.started',
  object: `sessions/${session.id}`,
});

type SudoDeps = { clock: () => Date; setSudo: (sessionId: string, until: Date) => Promise<void> };

/** Opens a session for actions that need a fresh password, for ten minutes. */
export const openSudo = async (
  deps: SudoDeps,
  { user, session }: { user: RecordedUser; session: RecordedSession },
  { password }: Sudo,
): Promise<Date> => {
  if (!(await isPassword(password, user.passwordHash)))
    throw refuseField('password', 'wrong_password', 'is not your password');
  const until = new Date(deps.clock().getTime() + sudoMs);
  await deps.setSudo(session.id, until);
  return until;
};
