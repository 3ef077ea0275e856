import { hash, randomBytes } from 'node:crypto';
import type { Scope } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, AuditEntry, ByActor } from '../audit/audit.ts';

/** The API key identifies the caller, or a session identifies a person. */
export type Caller = {
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** Limits the requests per second, over all processes. Without it there is no limit. */
  rateLimit?: number;
  /** Only a person has it. */
  session?: { id: string; sudoUntil?: Date };
};

/** The default limit of a key: requests per second. */
export const defaultRateLimit = 100;

/**
 * The result of counting a request: if it may pass, how many more may, and the milliseconds until the limit is whole
 * again.
 */
export type Spent = { isWithin: boolean; remaining: number; resetMs: number };

/** An API key as the record holds it. */
export type RecordedApiKey = Omit<Caller, 'session'> & {
  /** See hashApiKey. */
  hash: Buffer;
  hint: string;
  createdAt: Date;
  expiresAt?: Date;
  lastUsedAt?: Date;
  revokedAt?: Date;
};

/** The role `admin` does not include these for a person: people see numbers one by one, and erasing needs a grant. */
export const onlyByGrant: ReadonlySet<Scope> = new Set(['pii:read', 'pii:reveal', 'contacts:erase']);

export const mayDo = ({ scopes, session }: Caller, scope: Scope): boolean =>
  scopes.includes(scope) || (scopes.includes('admin') && !(session && onlyByGrant.has(scope)));

/** Returns the hash that the database stores, 32 bytes. A key is random, so a plain hash is as safe as a slow one. */
export const hashApiKey = (key: string): Buffer => hash('sha256', key, 'buffer');

/** The shape of a key made here: anything else need not be looked up. */
export const apiKeyPattern = /^recado_[\w-]{43}$/;

const hintLength = 'recado_'.length + 4;

/** A new key of 32 random bytes: shown once, then only its hash and a hint to recognise it by are kept. */
export const newApiKey = (): { key: string; hash: Buffer; hint: string } => {
  const key = `recado_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashApiKey(key), hint: key.slice(0, hintLength) };
};

export type NewApiKey = {
  name: string;
  scopes: readonly Scope[];
  /** Lifetime in milliseconds; if absent, the key does not expire. */
  livesMs?: number;
  /** Limits the requests per second. */
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
  const { key, hash: keyHash, hint } = newApiKey();
  const expiresAt = livesMs === undefined ? undefined : new Date(now.getTime() + livesMs);
  const record = {
    id: uuidv7(),
    name,
    scopes,
    rateLimit,
    hash: keyHash,
    hint,
    createdAt: now,
    ...(expiresAt && { expiresAt }),
  };
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
