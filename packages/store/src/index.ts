export { createStore, type Store, type StoreOptions } from './create-store.ts';
export { openEncryptionRotation } from './encryption/rotate-encryption-key.ts';
export { openIndexRotation } from './encryption/rotate-index-key.ts';
export type { UnreadableValues } from './encryption/sealed-columns.ts';
export type { EncryptionKey } from './encryption/sealer.ts';
export { migrate } from './migrate.ts';
export type { Lane, Move, StatementRun, StoreObserver, Wait } from './postgres/observe.ts';
export type { Log } from './postgres/pool.ts';
export type { SenderPatch } from './senders/senders.ts';
