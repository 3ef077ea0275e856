import {
  CreateApiKey,
  InviteUser,
  PatchUser,
  type ApiKeyList,
  type CreatedApiKey,
  type Invited,
  type UserList,
} from '@recado/contract';
import { createApiKey, inviteLink, inviteUser, keyRevoked, noSuchUser, patchUser, Refusal } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { actorOf } from '../auth/caller.ts';
import { requireSession, requireSudo } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { readJson } from '../http/json-body.ts';
import type { Route, V1 } from '../http/middleware.ts';
import { idOf, parse } from '../http/parse.ts';
import { presentApiKey, presentInvite, presentUser } from '../present/user.ts';

/** Routes of the people who sign in. Only a person who just gave their password changes them. */
export const userRoutes = (context: Context, v1: V1): Route[] => {
  const sudo = [requireSession, requireSudo(context)];
  return [
    v1('get', '/users', 'admin', requireSession, listUsers(context)),
    v1('post', '/users/invites', 'admin', ...sudo, ...readJson, postInvite(context)),
    v1('patch', '/users/:id', 'admin', ...sudo, ...readJson, patchOne(context)),
  ];
};

const listUsers =
  (deps: Pick<Context, 'listUsers' | 'listInvites' | 'clock'>): RequestHandler =>
  async (_request, response) => {
    const [users, invites] = await Promise.all([deps.listUsers(), deps.listInvites(deps.clock())]);
    const list: UserList = { data: users.map(presentUser), invites: invites.map(presentInvite) };
    response.json(list);
  };

/** Answers with the link, of which only a hash is stored. */
const postInvite =
  (deps: Pick<Context, 'clock' | 'insertInvite' | 'consoleUrl'>): RequestHandler =>
  async (request, response) => {
    const { token, expiresAt } = await inviteUser(deps, parse(InviteUser, request.body), { actor: actorOf(response) });
    const invited: Invited = { link: inviteLink(deps.consoleUrl, token), expires_at: expiresAt.toISOString() };
    response.status(201).json(invited);
  };

const patchOne =
  (deps: Pick<Context, 'clock' | 'changeUser' | 'sessions'>): RequestHandler =>
  async (request, response) => {
    const id = idOf(request);
    const change = parse(PatchUser, request.body);
    if (id === undefined) throw noSuchUser();
    const user = await patchUser(deps, id, change, { actor: actorOf(response) });
    deps.sessions.forget();
    response.json(presentUser(user));
  };

/**
 * Serves the routes of API keys. Only a person who just gave their password sees or changes them: a stolen key makes no
 * keys.
 */
export const keyRoutes = (context: Context, v1: V1): Route[] => {
  const sudo = [requireSession, requireSudo(context)];
  return [
    v1('get', '/keys', 'admin', ...sudo, listKeys(context)),
    v1('post', '/keys', 'admin', ...sudo, ...readJson, postKey(context)),
    v1('delete', '/keys/:id', 'admin', ...sudo, deleteKey(context)),
  ];
};

const listKeys =
  (deps: Pick<Context, 'listApiKeys'>): RequestHandler =>
  async (_request, response) => {
    const list: ApiKeyList = { data: (await deps.listApiKeys()).map(presentApiKey) };
    response.json(list);
  };

/** Answers with the key, of which only a hash is stored. */
const postKey =
  (deps: Pick<Context, 'clock' | 'insertApiKey'>): RequestHandler =>
  async (request, response) => {
    const { name, scopes, expires_in: livesSeconds, rate: rateLimit } = parse(CreateApiKey, request.body);
    const livesMs = livesSeconds === undefined ? undefined : livesSeconds * 1_000;
    const wanted = { name, scopes, rateLimit, ...(livesMs !== undefined && { livesMs }) };
    const { key, record } = await createApiKey(deps, wanted, { actor: actorOf(response) });
    const created: CreatedApiKey = { ...presentApiKey(record), key };
    response.status(201).json(created);
  };

const deleteKey =
  (deps: Pick<Context, 'clock' | 'revokeApiKey'>): RequestHandler =>
  async (request, response) => {
    const id = idOf(request);
    const at = deps.clock();
    if (id === undefined || !(await deps.revokeApiKey(id, at, keyRevoked(id, at, actorOf(response)))))
      throw new Refusal('not-found', 'There is no such key');
    response.status(204).end();
  };
