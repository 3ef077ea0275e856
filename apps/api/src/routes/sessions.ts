import {
  AcceptInvite,
  PatchSession,
  SignIn,
  Sudo,
  type Session,
  type SessionList,
  type SignInWays,
} from '@recado/contract';
import { acceptInvite, endOfSession, openSudo, patchOwn, Refusal, signIn, type Browser } from '@recado/messaging';
import type { Request, RequestHandler, Response } from 'express';
import { actorOf } from '../auth/caller.ts';
import { requireConsole } from '../auth/console-origin.ts';
import { requireSession, requireSudo, sessionOf, type Found } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { readJson } from '../http/json-body.ts';
import { noStore, type Route } from '../http/middleware.ts';
import { idOf, parse } from '../http/parse.ts';
import { presentSession, presentSessionEntry } from '../present/user.ts';

/** Routes by which a person signs in and out. Those behind `personal` need a session, and no scope. */
export const sessionRoutes = (context: Context, requirePrepared: RequestHandler): Route[] => {
  const open = [noStore, requirePrepared];
  const fromConsole = [...open, requireConsole(context.origin)];
  const personal = [...open, context.authenticate, context.limitRate, requireSession];
  return [
    { method: 'get', path: '/v1/session/ways', handlers: [...open, getWays(context)] },
    { method: 'post', path: '/v1/session', handlers: [...fromConsole, ...readJson, postSession(context)] },
    { method: 'get', path: '/v1/session', handlers: [...personal, getSession(context)] },
    { method: 'patch', path: '/v1/session', handlers: [...personal, ...readJson, ...patchSession(context)] },
    { method: 'delete', path: '/v1/session', handlers: [...personal, deleteSession(context)] },
    { method: 'post', path: '/v1/session/sudo', handlers: [...personal, ...readJson, postSudo(context)] },
    { method: 'get', path: '/v1/sessions', handlers: [...personal, listSessions(context)] },
    { method: 'delete', path: '/v1/sessions', handlers: [...personal, deleteOtherSessions(context)] },
    { method: 'delete', path: '/v1/sessions/:id', handlers: [...personal, deleteSessionById(context)] },
  ];
};

export const inviteRoutes = (context: Context, requirePrepared: RequestHandler): Route[] => [
  {
    method: 'post',
    path: '/v1/invites/accept',
    handlers: [noStore, requirePrepared, requireConsole(context.origin), ...readJson, postAcceptance(context)],
  },
];

/** Asked before anybody is known, so it says no more than a page for signing in needs. */
const getWays =
  (deps: Pick<Context, 'hasUsers'>): RequestHandler =>
  async (_request, response) => {
    const ways: SignInWays = { password: true, passkey: false, oidc: [], first_user: !(await deps.hasUsers()) };
    response.json(ways);
  };

const postSession =
  (deps: Context): RequestHandler =>
  async (request, response) => {
    const given = parse(SignIn, request.body);
    const browser = browserOf(request);
    const by = { address: browser.address, account: given.email };
    begin(deps, response, await deps.checkPassword(by, () => signIn(deps, given, browser)));
  };

const postAcceptance =
  (deps: Context): RequestHandler =>
  async (request, response) => {
    const given = parse(AcceptInvite, request.body);
    const browser = browserOf(request);
    // An address that guesses tokens is slowed down.
    const by = { address: browser.address, account: given.token };
    begin(deps, response.status(201), await deps.checkPassword(by, () => acceptInvite(deps, given, browser)));
  };

const begin = (
  { origin, clock }: Context,
  response: Response,
  { token, ...found }: Found & { token: string },
): void => {
  const { createdAt, expiresAt } = found.session;
  // The server judges when a session ends. The browser only should not keep its cookie for longer.
  response.cookie(origin.cookie, token, {
    ...origin.cookieOptions,
    maxAge: expiresAt.getTime() - createdAt.getTime(),
  });
  response.json(presentSession(found, clock()) satisfies Session);
};

const browserOf = (request: Request): Browser => ({
  address: request.socket.remoteAddress ?? '',
  agent: request.headers['user-agent'] ?? '',
});

const getSession =
  ({ clock }: Pick<Context, 'clock'>): RequestHandler =>
  (_request, response) => {
    response.json(presentSession(sessionOf(response), clock()));
  };

/** A new password needs the old one first, and ends the person's other sessions. */
const patchSession = (deps: Context): RequestHandler[] => {
  const sudo = requireSudo(deps);
  return [
    (request, response, next) =>
      parse(PatchSession, request.body).password === undefined ? next() : sudo(request, response, next),
    async (request, response) => {
      const change = parse(PatchSession, request.body);
      const { session } = sessionOf(response);
      const user = await patchOwn(deps, change, { actor: actorOf(response) });
      if (change.password !== undefined) await deps.revokeSessions({ userId: user.id, but: session.id }, deps.clock());
      deps.sessions.forget();
      response.json(presentSession({ user, session }, deps.clock()));
    },
  ];
};

const postSudo =
  (deps: Context): RequestHandler =>
  async (request, response) => {
    const given = parse(Sudo, request.body);
    const found = sessionOf(response);
    const by = { address: browserOf(request).address, account: found.user.email };
    const sudoUntil = await deps.checkPassword(by, () => openSudo(deps, found, given));
    deps.sessions.forget();
    response.json(presentSession({ ...found, session: { ...found.session, sudoUntil } }, deps.clock()));
  };

const deleteSession =
  (deps: Context): RequestHandler =>
  async (_request, response) => {
    const { session } = sessionOf(response);
    await end(deps, { userId: session.userId, only: session.id });
    response.clearCookie(deps.origin.cookie, deps.origin.cookieOptions).status(204).end();
  };

const end = async (deps: Context, whose: Parameters<Context['revokeSessions']>[0]): Promise<number> => {
  const ended = await deps.revokeSessions(whose, deps.clock());
  deps.sessions.forget();
  return ended;
};

const listSessions =
  (deps: Context): RequestHandler =>
  async (_request, response) => {
    const { session } = sessionOf(response);
    const now = deps.clock();
    const live = (await deps.listSessions(session.userId, now)).filter((each) => endOfSession(each) > now);
    const list: SessionList = { data: live.map((each) => presentSessionEntry(each, session.id)) };
    response.json(list);
  };

/** Ends all sessions of the person but this one. */
const deleteOtherSessions =
  (deps: Context): RequestHandler =>
  async (_request, response) => {
    const { session } = sessionOf(response);
    await end(deps, { userId: session.userId, but: session.id });
    response.status(204).end();
  };

const deleteSessionById =
  (deps: Context): RequestHandler =>
  async (request, response) => {
    const { session } = sessionOf(response);
    const id = idOf(request);
    if (id === undefined || !(await end(deps, { userId: session.userId, only: id })))
      throw new Refusal('not-found', 'There is no such session of yours, or it has ended');
    response.status(204).end();
  };
