export type { Log } from './connection/pool.ts';
export { createStore, type Store, type StoreOptions } from './create-store.ts';
export { migrate } from './migrate.ts';
export { openIndexRotation } from './reindex/open-index-rotation.ts';
export { openRotation } from './rotation/open-rotation.ts';
export type { EncryptionKey } from './sealing/sealer.ts';
export type { SenderPatch } from './statements/update-sender.ts';
