import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  AcceptInvite,
  ApiKeyList,
  CreateApiKey,
  CreatedApiKey,
  Invited,
  InviteUser,
  PatchSession,
  PatchUser,
  Session,
  SessionList,
  SignIn,
  SignInWays,
  Sudo,
  User,
  UserList,
} from '../users.ts';
import { guarded, json, problems, withBody } from './shared.ts';

const tags = ['Console'];
const open: never[] = [];

/** Operations that only a person may call: an API key gets 403. */
const bySession = [{ session: [] }];

const session: Session = {
  user: {
    id: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
    name: 'Ana',
    email: 'ana@example.com',
    role: 'marketer',
    grants: [],
    scopes: ['messages:read', 'campaigns:write', 'campaigns:launch'],
    locale: 'pt-BR',
    timezone: 'America/Sao_Paulo',
  },
  expires_at: '2026-11-22T13:00:00.000Z',
};

const id = z.object({ id: z.uuid() });
const asksPassword = 'Needs `POST /v1/session/sudo` before: else 403 with the reason `sudo_required`.';

/** Describes how people sign in to the console. */
export const sessionPaths: ZodOpenApiPathsObject = {
  '/v1/session/ways': {
    get: {
      operationId: 'getSignInWays',
      tags,
      summary: 'List the ways to sign in',
      security: open,
      responses: { ...problems('headers-too-large', 'unavailable'), '200': json('The ways', SignInWays) },
    },
  },
  '/v1/session': {
    post: {
      operationId: 'signIn',
      tags,
      summary: 'Sign in with a password',
      description:
        'Sets the cookie of the session. An unknown address and a wrong password get the same 401 after the same time. ' +
        'Guesses are slowed down by account and by address. Needs the header `X-Recado-Console: 1` and a request of the ' +
        'console itself. On plain HTTP, except on this machine, it is refused with the reason `insecure_origin`.',
      security: open,
      requestBody: { required: true, content: { 'application/json': { schema: SignIn } } },
      responses: {
        ...problems('unauthorized', 'forbidden', 'rate-limited', ...withBody, 'unavailable'),
        '200': json('Signed in', Session, session),
      },
    },
    get: {
      operationId: 'getSession',
      tags,
      summary: 'Show who is signed in',
      security: bySession,
      responses: { ...guarded(), '200': json('The session', Session, session) },
    },
    patch: {
      operationId: 'patchSession',
      tags,
      summary: 'Change your own name, language, time zone, number or password',
      description: 'A new password needs `POST /v1/session/sudo` before, and ends your other sessions.',
      security: bySession,
      requestBody: { required: true, content: { 'application/json': { schema: PatchSession } } },
      responses: { ...guarded(...withBody), '200': json('The session', Session, session) },
    },
    delete: {
      operationId: 'signOut',
      tags,
      summary: 'Sign out',
      security: bySession,
      responses: { ...guarded(), '204': { description: 'The session has ended' } },
    },
  },
  '/v1/session/sudo': {
    post: {
      operationId: 'sudo',
      tags,
      summary: 'Give your password again',
      description: 'For ten minutes, the session may change keys and people, and erase people.',
      security: bySession,
      requestBody: { required: true, content: { 'application/json': { schema: Sudo } } },
      responses: { ...guarded(...withBody), '200': json('The session, with `sudo_until`', Session) },
    },
  },
  '/v1/sessions': {
    get: {
      operationId: 'listSessions',
      tags,
      summary: 'List where you are signed in',
      security: bySession,
      responses: { ...guarded(), '200': json('Your sessions, the newest first', SessionList) },
    },
    delete: {
      operationId: 'endOtherSessions',
      tags,
      summary: 'End all your sessions but this one',
      security: bySession,
      responses: { ...guarded(), '204': { description: 'They have ended' } },
    },
  },
  '/v1/sessions/{id}': {
    delete: {
      operationId: 'endSession',
      tags,
      summary: 'End one of your sessions',
      description: 'It ends within seconds in every API process, and so do streams that it reads.',
      security: bySession,
      requestParams: { path: id },
      responses: { ...guarded('not-found'), '204': { description: 'It has ended' } },
    },
  },
};

/** Describes the people who sign in. */
export const userPaths: ZodOpenApiPathsObject = {
  '/v1/users': {
    get: {
      operationId: 'listUsers',
      tags,
      summary: 'List people and open invites',
      description: 'Scope `admin`.',
      security: bySession,
      responses: { ...guarded(), '200': json('All people, the disabled too', UserList) },
    },
  },
  '/v1/users/invites': {
    post: {
      operationId: 'inviteUser',
      tags,
      summary: 'Invite a person',
      description:
        `Scope \`admin\`. ${asksPassword} The link works once, for seven days. A person who has an account already gets a ` +
        'new password by it, with the role and grants of the invite. A new invite replaces the open one of its address.',
      security: bySession,
      requestBody: { required: true, content: { 'application/json': { schema: InviteUser } } },
      responses: { ...guarded(...withBody), '201': json('The link, shown only here', Invited) },
    },
  },
  '/v1/users/{id}': {
    patch: {
      operationId: 'patchUser',
      tags,
      summary: 'Change the role or grants of a person, or disable them',
      description: `Scope \`admin\`. ${asksPassword} The last administrator stays one. The sessions of a disabled person end.`,
      security: bySession,
      requestParams: { path: id },
      requestBody: { required: true, content: { 'application/json': { schema: PatchUser } } },
      responses: { ...guarded('not-found', 'conflict', ...withBody), '200': json('The person', User) },
    },
  },
  '/v1/invites/accept': {
    post: {
      operationId: 'acceptInvite',
      tags,
      summary: 'Accept an invite and sign in',
      description:
        'The token is the part of the link behind `#`, which a browser sends to no server. A token that was used, has ' +
        'expired or never was gets 404. Needs what `POST /v1/session` needs.',
      security: open,
      requestBody: { required: true, content: { 'application/json': { schema: AcceptInvite } } },
      responses: {
        ...problems('forbidden', 'not-found', 'rate-limited', ...withBody, 'unavailable'),
        '201': json('Signed in', Session, session),
      },
    },
  },
};

/** Describes API keys, as people manage them. */
export const keyPaths: ZodOpenApiPathsObject = {
  '/v1/keys': {
    get: {
      operationId: 'listKeys',
      tags,
      summary: 'List API keys',
      description: `Scope \`admin\`. ${asksPassword}`,
      security: bySession,
      responses: { ...guarded(), '200': json('All keys, the revoked too', ApiKeyList) },
    },
    post: {
      operationId: 'createKey',
      tags,
      summary: 'Create an API key',
      description: `Scope \`admin\`. ${asksPassword} Answers with the key once; only its hash is stored.`,
      security: bySession,
      requestBody: { required: true, content: { 'application/json': { schema: CreateApiKey } } },
      responses: { ...guarded(...withBody), '201': json('The key', CreatedApiKey) },
    },
  },
  '/v1/keys/{id}': {
    delete: {
      operationId: 'revokeKey',
      tags,
      summary: 'Revoke an API key',
      description: `Scope \`admin\`. ${asksPassword} It stops working within 3 seconds in every process.`,
      security: bySession,
      requestParams: { path: id },
      responses: { ...guarded('not-found'), '204': { description: 'The key is revoked' } },
    },
  },
};
