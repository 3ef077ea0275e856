import type { CallOptions, Transport } from './transport.ts';
import type {
  ApiKeyList,
  CreateApiKey,
  CreatedApiKey,
  Invited,
  InviteUser,
  PatchUser,
  User,
  UserList,
} from './types.ts';

/** API keys. They need the scope `keys:write`. */
export const makeKeys = ({ json }: Transport) => ({
  /** Makes a key. Only this answer shows it. */
  create: (key: CreateApiKey, options?: CallOptions): Promise<CreatedApiKey> =>
    json('POST', '/v1/keys', { ...options, body: key }),
  list: (options?: CallOptions): Promise<ApiKeyList> => json('GET', '/v1/keys', options),
  revoke: (id: string, options?: CallOptions): Promise<void> =>
    json('DELETE', `/v1/keys/${encodeURIComponent(id)}`, options),
});

/** People of the console. They need the scope `users:write`. */
export const makeUsers = ({ json }: Transport) => ({
  list: (options?: CallOptions): Promise<UserList> => json('GET', '/v1/users', options),
  /** Returns the link of the invitation once. */
  invite: (invite: InviteUser, options?: CallOptions): Promise<Invited> =>
    json('POST', '/v1/users/invites', { ...options, body: invite }),
  change: (id: string, patch: PatchUser, options?: CallOptions): Promise<User> =>
    json('PATCH', `/v1/users/${encodeURIComponent(id)}`, { ...options, body: patch, isRepeatable: true }),
});
