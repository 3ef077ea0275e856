import { prepare } from '../postgres/sql.ts';

export type UsedKey = { owner: string; key: string; request_hash: Buffer; message_id: string | null };

/** What the keys were used for. */
export const findUsedKeys = prepare<{ owner: string; key: string }, UsedKey>(
  'find-used-keys',
  `select owner, key, request_hash, message_id
  from idempotency_keys
  join (select distinct owner, key from json_to_recordset($1::json) as asked (owner uuid, key text)) as asked
    using (owner, key)`,
);
