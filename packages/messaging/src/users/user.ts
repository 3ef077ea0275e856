import { Scope, type Grant, type Locale, type PatchSession, type PatchUser, type Role } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { onlyByGrant, type Caller } from '../api-keys/api-key.ts';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import { normalizeRecipient } from '../phone-number.ts';
import { hashPassword } from './password.ts';

/** A person who signs in, as the record holds them. */
export type RecordedUser = {
  id: string;
  email: string;
  name: string;
  role: Role;
  grants: readonly Grant[];
  /** See hashPassword. */
  passwordHash: string;
  locale?: Locale;
  timezone?: string;
  /** It is an E.164 number. */
  ownNumber?: string;
  createdAt: Date;
  createdBy: string;
  disabledAt?: Date;
  lastSeenAt?: Date;
};

/** Describes a change of a person's rights by an administrator. */
export type UserChange = { role?: Role; grants?: readonly Grant[]; disabled?: boolean };

/** Describes a change by the person. */
export type OwnChange = Pick<Partial<RecordedUser>, 'name' | 'locale' | 'timezone' | 'passwordHash'> & {
  ownNumber?: string | null;
};

const reads: readonly Scope[] = ['messages:read', 'reports:read'];

/** Returns the permissions of a person. Nobody sees whole numbers by a session: pii:read is for keys. */
export const scopesOf = ({ role, grants }: Pick<RecordedUser, 'role' | 'grants'>): Scope[] => [
  ...new Set([...scopesOfRole[role], ...grants.flatMap((grant) => scopesOfGrant[grant] ?? [])]),
];

const scopesOfRole: Record<Role, readonly Scope[]> = {
  viewer: reads,
  marketer: [...reads, 'campaigns:write', 'campaigns:launch'],
  operator: [
    ...reads,
    'messages:write',
    'campaigns:launch',
    'senders:write',
    'templates:sync',
    'contacts:read',
    'audit:read',
  ],
  admin: Scope.options.filter((scope) => !onlyByGrant.has(scope)),
};

const scopesOfGrant: Partial<Record<Grant, readonly Scope[]>> = {
  erase: ['contacts:erase'],
  reveal: ['pii:reveal'],
};

/** A person may make so many requests per second, over all of their tabs. */
const personalRate = 50;

/** Returns the person of a session as a caller. */
export const callerOfUser = (user: RecordedUser, session: NonNullable<Caller['session']>): Caller => ({
  id: user.id,
  name: user.name,
  scopes: scopesOf(user),
  rateLimit: personalRate,
  session,
});

/** Refuses a change that leaves nobody who can invite others. */
export const refuseLastAdmin = (): Refusal =>
  new Refusal('conflict', 'This is the last administrator. Make another person an administrator first', [
    { field: '', reason: 'last_admin', message: 'is the last administrator' },
  ]);

export const noSuchUser = (): Refusal => new Refusal('not-found', 'There is no such person');

export type ChangedUser = { kind: 'changed'; user: RecordedUser } | { kind: 'not-found' } | { kind: 'last-admin' };

type ChangeUserDeps = {
  clock: () => Date;
  /** Makes one change after the other, because two at a time could leave no administrator. */
  changeUser: (id: string, change: UserChange, audit: AuditEntry) => Promise<ChangedUser>;
};

/** Changes the rights of a person, or disables them: then their sessions end. */
export const patchUser = async (
  deps: ChangeUserDeps,
  id: string,
  { role, grants, disabled }: PatchUser,
  { actor }: ByActor,
): Promise<RecordedUser> => {
  const change = {
    ...(role !== undefined && { role }),
    ...(grants !== undefined && { grants }),
    ...(disabled !== undefined && { disabled }),
  };
  const audit = { at: deps.clock(), actor, action: 'user.changed', object: `users/${id}`, detail: change };
  const changed = await deps.changeUser(id, change, audit);
  if (changed.kind === 'not-found') throw noSuchUser();
  if (changed.kind === 'last-admin') throw refuseLastAdmin();
  return changed.user;
};

type ChangeOwnDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  changeOwn: (id: string, change: OwnChange, audit: AuditEntry) => Promise<RecordedUser | undefined>;
};

/** Changes what a person says about themselves. The audit log has the fields, not their values. */
export const patchOwn = async (
  deps: ChangeOwnDeps,
  request: PatchSession,
  { actor }: ByActor,
): Promise<RecordedUser> => {
  const { name, locale, timezone, own_number: number, password } = request;
  const change: OwnChange = {
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(timezone !== undefined && { timezone }),
    ...(number !== undefined && { ownNumber: number && ownNumberOf(deps, number) }),
    ...(password !== undefined && { passwordHash: await hashPassword(password) }),
  };
  const detail = { fields: Object.keys(request) };
  const audit = { at: deps.clock(), actor, action: 'user.changed', object: `users/${actor.id}`, detail };
  const user = await deps.changeOwn(String(actor.id), change, audit);
  if (!user) throw noSuchUser();
  return user;
};

const ownNumberOf = ({ defaultCountry }: ChangeOwnDeps, number: string): string =>
  normalizeRecipient(number, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'own_number').e164;
