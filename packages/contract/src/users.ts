import { z } from 'zod';
import { ActorName } from './audit.ts';
import { Scope } from './identifiers.ts';
import { isTimeZone, ValidFor } from './sending-window.ts';

export const Role = z.enum(['viewer', 'marketer', 'operator', 'admin']).meta({
  id: 'Role',
  description:
    '`viewer` reads; `marketer` also writes and launches campaigns; `operator` also sends, changes senders and reads the audit log; `admin` does everything but what needs a grant',
});
export type Role = z.infer<typeof Role>;

export const Grant = z.enum(['reveal', 'erase', 'whole_export']).meta({
  id: 'Grant',
  description: 'Rights that no role has: reveal a number, erase a person, export the whole numbers of a campaign',
});
export type Grant = z.infer<typeof Grant>;

const Grants = z
  .array(Grant)
  .max(Grant.options.length)
  .refine((grants) => new Set(grants).size === grants.length, {
    message: 'must name each grant once',
    params: { reason: 'duplicate' },
  })
  .meta({ uniqueItems: true });

/** An address is known in lower case, so that nobody has two accounts by accident. */
const Email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@:]+@[^\s@:]+\.[^\s@:]+$/, 'must be an e-mail address')
  .transform((email) => email.toLowerCase())
  .meta({ description: 'E-mail address, known in lower case', override: { type: 'string', maxLength: 254 } });

/** Long enough that guessing over the network leads nowhere; no rule about kinds of characters, as NIST 800-63B asks. */
const Password = z
  .string()
  .min(12, 'must have at least 12 characters: some unrelated words are good')
  .max(256)
  .meta({ description: '12 to 256 characters. Recado stores an argon2id hash' });

export const Locale = z.enum(['pt-BR', 'en', 'es']).meta({ description: 'Language of the console' });
export type Locale = z.infer<typeof Locale>;

const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, {
    message: 'must be a time zone such as America/Sao_Paulo',
    params: { reason: 'unknown_timezone' },
  });

/** Shows a person who signs in to the console. */
export const User = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: Role,
    grants: z.array(Grant),
    created_at: z.iso.datetime(),
    created_by: z.string().meta({ description: 'Who invited this person' }),
    disabled_at: z.iso.datetime().optional(),
    last_seen_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** Shows an invite that nobody has accepted yet. */
export const OpenInvite = z
  .object({ email: z.string(), role: Role, grants: z.array(Grant), by: z.string(), expires_at: z.iso.datetime() })
  .meta({ id: 'OpenInvite' });
export type OpenInvite = z.infer<typeof OpenInvite>;

export const UserList = z.object({ data: z.array(User), invites: z.array(OpenInvite) }).meta({ id: 'UserList' });
export type UserList = z.infer<typeof UserList>;

/** Validates the body of `POST /v1/users/invites`. */
export const InviteUser = z
  .strictObject({ email: Email, role: Role, grants: Grants.default([]) })
  .meta({ id: 'InviteUser' });
export type InviteUser = z.infer<typeof InviteUser>;

/** Answers `POST /v1/users/invites`. The link is shown this once: Recado sends no mail. */
export const Invited = z
  .object({ link: z.url(), expires_at: z.iso.datetime() })
  .meta({ id: 'Invited', description: 'Give the link to the person yourself. It is shown only here, and works once' });
export type Invited = z.infer<typeof Invited>;

/** Validates the body of `PATCH /v1/users/{id}`. */
export const PatchUser = z
  .strictObject({ role: Role.optional(), grants: Grants.optional(), disabled: z.boolean().optional() })
  .meta({ id: 'PatchUser' });
export type PatchUser = z.infer<typeof PatchUser>;

/** Validates the body of `POST /v1/invites/accept`. */
export const AcceptInvite = z
  .strictObject({
    token: z.string().min(1).max(128).meta({ description: 'The part of the link behind `#`' }),
    email: Email.optional().meta({ description: 'Only for the first administrator, whose link names no address' }),
    name: ActorName,
    password: Password,
  })
  .meta({ id: 'AcceptInvite' });
export type AcceptInvite = z.infer<typeof AcceptInvite>;

/** Validates the body of `PATCH /v1/session`: what a person may change about themselves. */
export const PatchSession = z
  .strictObject({
    name: ActorName.optional(),
    locale: Locale.optional(),
    timezone: TimeZone.optional(),
    own_number: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .nullable()
      .optional()
      .meta({ description: 'Your own number, for tests of campaigns; null removes it' }),
    password: Password.optional().meta({ description: 'A new password. Needs `POST /v1/session/sudo` before' }),
  })
  .meta({ id: 'PatchSession' });
export type PatchSession = z.infer<typeof PatchSession>;

/** Validates the body of `POST /v1/session`. The password is compared, so its length is not judged again. */
export const SignIn = z
  .strictObject({ email: z.string().trim().max(254), password: z.string().min(1).max(256) })
  .meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof SignIn>;

/** Validates the body of `POST /v1/session/sudo`. */
export const Sudo = z.strictObject({ password: z.string().min(1).max(256) }).meta({ id: 'Sudo' });
export type Sudo = z.infer<typeof Sudo>;

/** Shows who is signed in, and what they may do. */
export const Session = z
  .object({
    user: z.object({
      id: z.uuid(),
      name: z.string(),
      email: z.string(),
      role: Role,
      grants: z.array(Grant),
      scopes: z.array(Scope),
      locale: Locale.optional().meta({ description: 'Absent until the person chose one' }),
      timezone: z.string().optional().meta({ description: 'Absent until the person chose one' }),
      own_number: z.string().optional().meta({ description: 'Masked' }),
    }),
    expires_at: z.iso.datetime().meta({ description: 'When the session ends if nothing more is asked' }),
    sudo_until: z.iso
      .datetime()
      .optional()
      .meta({ description: 'Until then, actions that need a fresh password are allowed' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

/** Answers `GET /v1/session/ways`. */
export const SignInWays = z
  .object({
    password: z.boolean(),
    passkey: z.boolean(),
    oidc: z.array(z.object({ id: z.string(), name: z.string() })),
    first_user: z.boolean().meta({ description: 'Nobody has an account yet: the link of `npm start` makes the first' }),
  })
  .meta({ id: 'SignInWays' });
export type SignInWays = z.infer<typeof SignInWays>;

/** Lists where a person is signed in. */
export const SessionList = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        created_at: z.iso.datetime(),
        seen_at: z.iso.datetime(),
        address: z.string().meta({ description: 'As the API saw it: behind a proxy, the address of the proxy' }),
        agent: z.string(),
        current: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'SessionList' });
export type SessionList = z.infer<typeof SessionList>;

/** Shows an API key without the key itself, of which only a hash is stored. */
export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    hint: z.string().meta({ description: 'The first characters of the key' }),
    scopes: z.array(Scope),
    rate: z.int().meta({ description: 'Requests per second' }),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().optional(),
    last_used_at: z.iso.datetime().optional(),
    revoked_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyList = z.object({ data: z.array(ApiKey) }).meta({ id: 'ApiKeyList' });
export type ApiKeyList = z.infer<typeof ApiKeyList>;

/** Validates the body of `POST /v1/keys`. */
export const CreateApiKey = z
  .strictObject({
    name: ActorName,
    scopes: z
      .array(Scope)
      .min(1)
      .max(Scope.options.length)
      .transform((scopes) => [...new Set(scopes)])
      .meta({ override: { type: 'array', items: { $ref: '#/components/schemas/Scope' }, minItems: 1 } }),
    expires_in: ValidFor.optional().meta({ description: 'Seconds or an ISO 8601 duration. Without it the key stays' }),
    rate: z.int().min(1).max(100_000).default(100).meta({ description: 'Requests per second' }),
  })
  .meta({ id: 'CreateApiKey' });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const CreatedApiKey = ApiKey.extend({ key: z.string().meta({ description: 'Shown only here' }) }).meta({
  id: 'CreatedApiKey',
});
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;
