import type { RecordedApiKey } from '@recado/messaging';

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 16).replace('T', ' ') ?? '';

/** Whether a key works at a time, and if not, why. */
export const stateOf = ({ revokedAt, expiresAt }: RecordedApiKey, now: Date): 'active' | 'revoked' | 'expired' => {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'active';
};

const head = ['id', 'name', 'key', 'state', 'scopes', 'expires', 'last used'];

/** The keys as a table. A key itself is kept nowhere; its first characters are what it can be recognised by. */
export const listKeys = (keys: RecordedApiKey[], now: Date): string => {
  const rows = keys.map((key) => [
    key.id,
    key.name,
    `${key.hint}…`,
    stateOf(key, now),
    key.scopes.join(' '),
    day(key.expiresAt) || 'never',
    day(key.lastUsedAt) || 'never',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
};
