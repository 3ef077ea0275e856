import type { Scope } from '@recado/contract';
import { hash, randomBytes } from 'node:crypto';

/** Who calls, as far as an API key tells. */
export type Caller = {
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** Requests a second, over all processes. Without it there is no limit. */
  rateLimit?: number;
};

/** Requests that a key may make in a second when its maker says nothing else. */
export const defaultRateLimit = 100;

/** Whether a request may pass; how many more may, and in how many ms all may again. */
export type Spent = { isWithin: boolean; remaining: number; resetMs: number };

/** An API key as the record holds it. */
export type RecordedApiKey = Caller & {
  /** See hashApiKey. */
  hash: Buffer;
  hint: string;
  createdAt: Date;
  expiresAt?: Date;
  lastUsedAt?: Date;
  revokedAt?: Date;
};

export const mayDo = (caller: Caller, scope: Scope): boolean =>
  caller.scopes.includes(scope) || caller.scopes.includes('admin');

/** What the record keeps of a key, 32 bytes. A key is random, so a plain hash is as good as a slow one. */
export const hashApiKey = (key: string): Buffer => hash('sha256', key, 'buffer');

/** The shape of a key made here: anything else need not be looked up. */
export const apiKeyPattern = /^recado_[\w-]{43}$/;

const hintLength = 'recado_'.length + 4;

/** A new key of 32 random bytes: shown once, then only its hash and a hint to recognise it by are kept. */
export const newApiKey = (): { key: string; hash: Buffer; hint: string } => {
  const key = `recado_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashApiKey(key), hint: key.slice(0, hintLength) };
};
