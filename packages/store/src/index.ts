export type { Log } from './connection/pool.ts';
export { createStore, type Store, type StoreOptions } from './create-store.ts';
export { migrate } from './migrate.ts';
export { openRotation } from './rotation/open-rotation.ts';
export { reindex } from './rotation/reindex.ts';
export type { EncryptionKey } from './sealing/sealer.ts';
export type { SenderPatch } from './statements/update-sender.ts';
