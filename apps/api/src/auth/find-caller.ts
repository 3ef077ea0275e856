import { Scope } from '@recado/contract';
import { apiKeyPattern, hashApiKey, type Caller, type RecordedApiKey } from '@recado/messaging';
import { timingSafeEqual } from 'node:crypto';

type LookedUp = Pick<RecordedApiKey, 'id' | 'name' | 'hash' | 'scopes' | 'rateLimit' | 'expiresAt' | 'revokedAt'>;

type Deps = {
  clock: () => Date;
  /** A key from the environment, which has every scope and no limit. */
  bootstrapKey?: string;
  findApiKeyByHash: (hash: Buffer) => Promise<LookedUp | undefined>;
};

const bootstrap: Caller = {
  id: '00000000-0000-0000-0000-000000000000',
  name: 'RECADO_API_KEY',
  scopes: Scope.options,
};

const isLive = (key: LookedUp, now: Date): boolean => !key.revokedAt && !(key.expiresAt && key.expiresAt <= now);

/** Who holds a key; `undefined` when nobody does, or no longer. */
export const makeFindCaller = ({ clock, bootstrapKey, findApiKeyByHash }: Deps) => {
  const bootstrapHash = bootstrapKey === undefined ? undefined : hashApiKey(bootstrapKey);
  return async (key: string): Promise<Caller | undefined> => {
    const hash = hashApiKey(key);
    if (bootstrapHash && timingSafeEqual(hash, bootstrapHash)) return bootstrap;
    if (!apiKeyPattern.test(key)) return undefined;
    const found = await findApiKeyByHash(hash);
    if (!found || !timingSafeEqual(hash, found.hash) || !isLive(found, clock())) return undefined;
    const { id, name, scopes, rateLimit } = found;
    return { id, name, scopes, ...(rateLimit !== undefined && { rateLimit }) };
  };
};
