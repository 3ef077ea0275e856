import type { IdempotencyKey, Inserted, NewMessage, Refusal, Repeat } from '@recado/messaging';
import type { Pool } from 'pg';
import { oneByOneOnFailure } from '../batching/one-by-one.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { gather } from '../postgres/batch.ts';
import { findUsedKeys, type UsedKey } from '../statements/find-used-keys.ts';
import { insertMessages, itemOfInsertion, type Insertion } from '../statements/insert-messages.ts';
import { asKeyInUse, keyInUse } from './idempotency.ts';

type Deps = { pool: Pool; sealer: Sealer; indexOf: BlindIndex };

/**
 * Under load, messages wait so long for each other: statement, commit and jobs of thirty cost little more than those of
 * ten. A message alone waits for nobody.
 */
const paceMs = 4;

const nameOf = ({ owner, key }: Pick<IdempotencyKey, 'owner' | 'key'>) => `${owner} ${key}`;

const judge = (key: IdempotencyKey, used: UsedKey | undefined): Repeat | Refusal => {
  // It grew old and was deleted in this very moment.
  if (!used?.message_id) return keyInUse();
  if (!used.request_hash.equals(key.requestHash)) return { kind: 'reused' };
  return { kind: 'repeated', messageId: used.message_id };
};

/** What the keys of those stand for that were not inserted. */
const findUsed = async (pool: Pool, keys: IdempotencyKey[]) => {
  const rows = keys.length ? await findUsedKeys(pool, keys) : [];
  return new Map(rows.map((row) => [nameOf(row), row]));
};

const insertTogether =
  (deps: Deps) =>
  async (insertions: readonly Insertion[]): Promise<(Inserted | Error)[]> => {
    const items = insertions.map((insertion) => itemOfInsertion(insertion, deps));
    const rows = new Map((await insertMessages(deps.pool, items)).map((row) => [row.id, row]));
    const isInserted = (id: string) => rows.get(id)?.barred === null;
    const before = insertions.filter(({ message }) => !isInserted(message.id)).flatMap(({ key }) => key ?? []);
    const used = await findUsed(deps.pool, before);
    return insertions.map(({ message, key }) => {
      if (isInserted(message.id)) return { kind: 'created' };
      const reason = rows.get(message.id)?.barred;
      const usedBefore = key && used.get(nameOf(key));
      // What came before with this key was accepted then.
      if (reason && !usedBefore) return { kind: 'barred', reason };
      return key ? judge(key, usedBefore) : { kind: 'created' };
    });
  };

/**
 * Commits messages, those that come at the same time in one statement. Of several with one Idempotency-Key, in this
 * process or another, one makes a message and the others are told of it.
 */
export const makeInsertMessage = (deps: Deps) => {
  const insert = gather(oneByOneOnFailure(insertTogether(deps)), { paceMs });
  return (message: NewMessage, key?: IdempotencyKey): Promise<Inserted> =>
    insert({ message, ...(key && { key }) }).catch((error: unknown) => {
      throw asKeyInUse(error);
    });
};

/** What a key made before; `undefined` if it is new. */
export const makeFindKey =
  (pool: Pool) =>
  async (key: IdempotencyKey): Promise<Repeat | undefined> => {
    const used = (await findUsed(pool, [key])).get(nameOf(key));
    if (!used) return undefined;
    const judged = judge(key, used);
    if (judged instanceof Error) throw judged;
    return judged;
  };
