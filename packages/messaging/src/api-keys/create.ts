import type { Scope } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, AuditEntry, ByActor } from '../audit/audit.ts';
import { newApiKey, type RecordedApiKey } from './api-key.ts';

export type NewApiKey = {
  name: string;
  scopes: readonly Scope[];
  /** Lifetime in milliseconds; if absent, the key does not expire. */
  livesMs?: number;
  /** Limit of requests per second. */
  rateLimit: number;
};

type Deps = {
  clock: () => Date;
  insertApiKey: (key: RecordedApiKey, audit: AuditEntry) => Promise<RecordedApiKey>;
};

/** Makes a new key, to show once, and stores its record. */
export const createApiKey = async (
  deps: Deps,
  { name, scopes, livesMs, rateLimit }: NewApiKey,
  { actor }: ByActor,
): Promise<{ key: string; record: RecordedApiKey }> => {
  const now = deps.clock();
  const { key, hash, hint } = newApiKey();
  const expiresAt = livesMs === undefined ? undefined : new Date(now.getTime() + livesMs);
  const record = { id: uuidv7(), name, scopes, rateLimit, hash, hint, createdAt: now, ...(expiresAt && { expiresAt }) };
  await deps.insertApiKey(record, keyMade(record, actor));
  return { key, record };
};

const keyMade = ({ id, name, scopes, rateLimit, expiresAt, createdAt }: RecordedApiKey, actor: Actor): AuditEntry => ({
  at: createdAt,
  actor,
  action: 'key.created',
  object: `keys/${id}`,
  detail: {
    name,
    scopes,
    ...(rateLimit !== undefined && { rate: rateLimit }),
    ...(expiresAt && { expires_at: expiresAt.toISOString() }),
  },
});

/** Makes the audit entry of a key that is revoked. */
export const keyRevoked = (id: string, at: Date, actor: Actor): AuditEntry => ({
  at,
  actor,
  action: 'key.revoked',
  object: `keys/${id}`,
});
