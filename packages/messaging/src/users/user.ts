import { Scope, type Grant, type Locale, type Role } from '@recado/contract';
import { onlyByGrant, type Caller } from '../api-keys/api-key.ts';
import { Refusal } from '../errors.ts';

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

const reads: readonly Scope[] = ['messages:read'];

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

const scopesOfGrant: Partial<Record<Grant, readonly Scope[]>> = { erase: ['contacts:erase'] };

/** Returns the permissions of a person. Nobody sees whole numbers by a session: pii:read is for keys. */
export const scopesOf = ({ role, grants }: Pick<RecordedUser, 'role' | 'grants'>): Scope[] => [
  ...new Set([...scopesOfRole[role], ...grants.flatMap((grant) => scopesOfGrant[grant] ?? [])]),
];

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
