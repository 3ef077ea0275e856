import { legalMoves, retryableStatuses, type Claim } from '@recado/messaging';
import { createTemplate, createTestDatabase, guardStatuses } from '@recado/testing';
import pg from 'pg';
import { indexBytes, indexOfContact, makeBlindIndex, nameBytes } from '../../src/encryption/blind-index.ts';
import { createStore, migrate, type Store, type StoreOptions } from '../../src/index.ts';

export const keys = {
  encryptionKeys: [{ id: 'k1', key: Buffer.alloc(32, 1) }],
  indexKey: Buffer.alloc(32, 2),
};

const indexOf = makeBlindIndex(keys.indexKey);

const serviceWindowError = { code: 63_016, message: 'outside the 24 hours' };

/** As a row has it. */
export const storedIndexOf = (to: string): Buffer =>
  indexOfContact(to, indexOf).subarray(nameBytes, nameBytes + indexBytes);

/** The time that a worker has for an attempt before it is taken for dead. */
const leaseMs = 90_000;

export type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

export type TestStore = AsyncDisposable & {
  url: string;
  store: Store;
  /** Behind the store's back. */
  sql: Sql;
  /** As a worker does it, by this store unless another is named. */
  claim: (id: string, at: Date, store?: Store) => Promise<Claim>;
  /** Another store on the same database, as another process would have it. */
  another: (options?: Partial<StoreOptions>) => Store;
};

const migrated = () =>
  createTemplate('recado', async (url) => {
    await migrate(url);
    await guardStatuses(url, { moves: legalMoves, retryable: retryableStatuses });
  });

/** A migrated database of its own, with a store on it. */
export const openTestStore = async (): Promise<TestStore> => {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await createTestDatabase({ template: await migrated() }));
  const client = opening.adopt(new pg.Client({ connectionString: url }), (it) => it.end());
  await client.connect();
  const open = opening.move();
  const another = (options: Partial<StoreOptions> = {}) =>
    open.use(createStore({ databaseUrl: url, ...keys, serviceWindowError, ...options }));
  const store = another();
  return {
    url,
    store,
    claim: (id, at, by = store) => by.claim(id, { at, leaseMs }),
    sql: async (text, values = []) => (await client.query<Record<string, unknown>>(text, values)).rows,
    another,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
};
