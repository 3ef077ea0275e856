import type { ApiKey, OpenInvite, Session, SessionList, User } from '@recado/contract';
import {
  defaultRateLimit,
  endOfSession,
  maskNumber,
  scopesOf,
  type RecordedApiKey,
  type RecordedInvite,
  type RecordedSession,
  type RecordedUser,
} from '@recado/messaging';
import { omitUndefined } from '@recado/presentation';
import type { Found } from '../auth/sessions.ts';

export const presentUser = (user: RecordedUser): User => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  grants: [...user.grants],
  created_at: user.createdAt.toISOString(),
  created_by: user.createdBy,
  ...omitUndefined({
    disabled_at: user.disabledAt?.toISOString(),
    last_seen_at: user.lastSeenAt?.toISOString(),
  }),
});

export const presentInvite = ({
  email,
  role,
  grants,
  by,
  expiresAt,
}: Omit<RecordedInvite, 'tokenHash'> & { email: string }): OpenInvite => ({
  email,
  role,
  grants: [...grants],
  by,
  expires_at: expiresAt.toISOString(),
});

export const presentSession = ({ user, session }: Found, now: Date): Session => ({
  user: {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    grants: [...user.grants],
    scopes: scopesOf(user),
    ...omitUndefined({
      locale: user.locale,
      timezone: user.timezone,
      own_number: user.ownNumber && maskNumber(user.ownNumber),
    }),
  },
  // To ask for it is to be seen.
  expires_at: endOfSession({ ...session, seenAt: now }).toISOString(),
  ...(session.sudoUntil && session.sudoUntil > now && { sudo_until: session.sudoUntil.toISOString() }),
});

export const presentSessionEntry = (session: RecordedSession, currentId: string): SessionList['data'][number] => ({
  id: session.id,
  created_at: session.createdAt.toISOString(),
  seen_at: session.seenAt.toISOString(),
  address: session.address,
  agent: session.agent,
  current: session.id === currentId,
});

export const presentApiKey = (key: RecordedApiKey): ApiKey => ({
  id: key.id,
  name: key.name,
  hint: key.hint,
  scopes: [...key.scopes],
  rate: key.rateLimit ?? defaultRateLimit,
  created_at: key.createdAt.toISOString(),
  ...omitUndefined({
    expires_at: key.expiresAt?.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString(),
    revoked_at: key.revokedAt?.toISOString(),
  }),
});
