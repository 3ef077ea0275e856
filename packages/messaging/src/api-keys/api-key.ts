import type { Scope } from '@recado/contract';
import { hash, randomBytes } from 'node:crypto';

/** The caller, as identified by the API key, or a person by their session. */
export type Caller = {
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** Requests a second, over all processes. Without it there is no limit. */
  rateLimit?: number;
  /** Only of a person. */
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
export const onlyByGrant: ReadonlySet<Scope> = new Set(['pii:read', 'contacts:erase']);

export const mayDo = ({ scopes, session }: Caller, scope: Scope): boolean =>
  scopes.includes(scope) || (scopes.includes('admin') && !(session && onlyByGrant.has(scope)));

/** The hash that the database stores, 32 bytes. A key is random, so a plain hash is as safe as a slow one. */
export const hashApiKey = (key: string): Buffer => hash('sha256', key, 'buffer');

/** The shape of a key made here: anything else need not be looked up. */
export const apiKeyPattern = /^recado_[\w-]{43}$/;

const hintLength = 'recado_'.length + 4;

/** A new key of 32 random bytes: shown once, then only its hash and a hint to recognise it by are kept. */
export const newApiKey = (): { key: string; hash: Buffer; hint: string } => {
  const key = `recado_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashApiKey(key), hint: key.slice(0, hintLength) };
};
