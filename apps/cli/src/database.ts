import { randomBytes } from 'node:crypto';
import { createStore, type Store } from '@recado/store';

/**
 * A database of which nothing is read that is sealed or found by a person's number, so that its keys are not needed: what
 * stands for them opens nothing.
 */
export const openKeyless = (databaseUrl: string): Store =>
  createStore({
    databaseUrl,
    name: 'recado cli',
    encryptionKeys: [{ id: 'none', key: randomBytes(32) }],
    indexKey: randomBytes(32),
    poolSize: 1,
  });
