import type { Store } from '@recado/store';
import { openKeyless } from '../database.ts';

export type KeyStore = Pick<Store, 'insertApiKey' | 'listApiKeys' | 'revokeApiKey'> & AsyncDisposable;

/** The API keys in a database: they are hashed, not sealed. */
export const openKeyStore = (databaseUrl: string): KeyStore => openKeyless(databaseUrl);
