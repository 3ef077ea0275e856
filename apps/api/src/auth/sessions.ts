import {
  callerOfUser,
  endOfSession,
  hashToken,
  Refusal,
  tokenPattern,
  type Caller,
  type RecordedSession,
  type RecordedUser,
} from '@recado/messaging';
import type { Request, RequestHandler, Response } from 'express';
import { rememberBriefly } from '../cached-settings.ts';
import { callerOf } from './caller.ts';
import { tokenOf, type ConsoleOrigin } from './console-origin.ts';

export type Found = { session: RecordedSession; user: RecordedUser };

type Deps = {
  clock: () => Date;
  origin: ConsoleOrigin;
  findSession: (tokenHash: Buffer) => Promise<Found | undefined>;
};

const keptForMs = 2_000;
const sessionsKept = 10_000;

/**
 * Finds the session of a request. One that was found is cached for two seconds, so a session that is revoked in another
 * process may work that long.
 */
export const makeSessions = ({ clock, origin, findSession }: Deps) => {
  const load = (hash: string) => findSession(Buffer.from(hash, 'hex'));
  const remembered = rememberBriefly({ clock, forMs: keptForMs, atMost: sessionsKept, load });
  const find = async (request: Pick<Request, 'headers'>): Promise<Found | undefined> => {
    const token = tokenOf(origin, request);
    if (token === undefined || !tokenPattern.test(token)) return undefined;
    const found = await remembered(hashToken(token).toString('hex'));
    return found && endOfSession(found.session) > clock() ? found : undefined;
  };
  return {
    find,
    /** The session as it is now, also if another process changed it. */
    findAnew: (request: Pick<Request, 'headers'>): Promise<Found | undefined> => {
      remembered.forget();
      return find(request);
    },
    /** Runs after this process changed sessions or people. */
    forget: remembered.forget,
  };
};
export type Sessions = ReturnType<typeof makeSessions>;

export const callerOfSession = ({ user, session: { id, sudoUntil } }: Found): Caller =>
  callerOfUser(user, { id, ...(sudoUntil && { sudoUntil }) });

/** Returns the session of a person, behind requireSession. */
export const sessionOf = (response: Response): Found => response.locals['session'] as Found;

export const setSession = (response: Response, found: Found): void => {
  response.locals['session'] = found;
};

/** Lets in people only: a stolen key makes no keys and no people. */
export const requireSession: RequestHandler = (_request, response, next) => {
  if (!callerOf(response).session)
    throw new Refusal('forbidden', 'Only a person who is signed in to the console may do this, no API key', [
      { field: '', reason: 'session_required', message: 'needs a session' },
    ]);
  next();
};

export type SudoDeps = { clock: () => Date; sessions: Pick<Sessions, 'findAnew'> };

/** Asks a person for the password again if they did not give it in the last minutes. A key has none to give. */
export const requireSudo =
  (deps: SudoDeps): RequestHandler =>
  async (request, response, next) => {
    await checkSudo(deps, request, response);
    next();
  };

/** The same within a route, where only some requests need it. */
export const checkSudo = async (
  { clock, sessions }: SudoDeps,
  request: Pick<Request, 'headers'>,
  response: Response,
): Promise<void> => {
  const { session } = callerOf(response);
  if (!session || isOpen(session.sudoUntil, clock())) return;
  const { session: anew } = (await sessions.findAnew(request)) ?? {};
  if (isOpen(anew?.sudoUntil, clock())) return;
  throw new Refusal('forbidden', 'This needs your password again: POST /v1/session/sudo', [
    { field: '', reason: 'sudo_required', message: 'needs your password again' },
  ]);
};

const isOpen = (until: Date | undefined, now: Date): boolean => until !== undefined && until > now;
