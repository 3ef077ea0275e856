import { defaultRateLimit, type RecordedApiKey } from '@recado/messaging';
import { columns } from '../terminal/columns.ts';

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 16).replace('T', ' ') ?? '';

/** Whether a key works at a time, and if not, why. */
export const stateOf = ({ revokedAt, expiresAt }: RecordedApiKey, now: Date): 'active' | 'revoked' | 'expired' => {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'active';
};

const head = ['id', 'name', 'key', 'state', 'scopes', 'rate', 'expires', 'last used'];

/** The keys as a table. A key itself is kept nowhere; its first characters are what it can be recognised by. */
export const listKeys = (keys: RecordedApiKey[], now: Date): string => {
  const rows = keys.map((key) => [
    key.id,
    key.name,
    `${key.hint}…`,
    stateOf(key, now),
    key.scopes.join(' '),
    `${key.rateLimit ?? defaultRateLimit}/s`,
    day(key.expiresAt) || 'never',
    day(key.lastUsedAt) || 'never',
  ]);
  return columns(head, rows);
};
