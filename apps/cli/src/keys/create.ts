import type { Scope } from '@recado/contract';
import { newApiKey, type RecordedApiKey } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';

type Wish = {
  name: string;
  scopes: Scope[];
  /** Milliseconds; without it the key does not expire. */
  livesMs?: number;
  /** Requests a second. */
  rateLimit: number;
};

/** A new key: what to show once, and what to keep. */
export const createKey = (
  { name, scopes, livesMs, rateLimit }: Wish,
  now: Date,
): { key: string; record: RecordedApiKey } => {
  const { key, hash, hint } = newApiKey();
  const expiresAt = livesMs === undefined ? undefined : new Date(now.getTime() + livesMs);
  const record = { id: uuidv7(), name, scopes, rateLimit, hash, hint, createdAt: now, ...(expiresAt && { expiresAt }) };
  return { key, record };
};
