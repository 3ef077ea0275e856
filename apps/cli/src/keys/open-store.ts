import { randomBytes } from 'node:crypto';
import { createStore, type Store } from '@recado/store';

export type KeyStore = Pick<Store, 'insertApiKey' | 'listApiKeys' | 'revokeApiKey'> & AsyncDisposable;

/**
 * The API keys in a database. They are hashed, not sealed, so that the keys of the sealed columns are not needed here:
 * what stands for them opens nothing.
 */
export const openKeyStore = (databaseUrl: string): KeyStore =>
  createStore({
    databaseUrl,
    encryptionKeys: [{ id: 'none', key: randomBytes(32) }],
    indexKey: randomBytes(32),
    poolSize: 1,
  });
