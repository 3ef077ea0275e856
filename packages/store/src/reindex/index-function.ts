import { sql, type Kysely } from 'kysely';
import { checkValuesOf, indexBytes, nameBytes, nameOf } from '../encryption/blind-index.ts';
import type { Schema } from '../schema/index.ts';

/** From now on people are found under the last of these keys, and by nobody who does not know it. */
export const lookUnder = async (db: Kysely<Schema>, indexKey: Buffer): Promise<void> => {
  const values = checkValuesOf(indexKey);
  const name = nameOf(values.at(-1) ?? Buffer.alloc(0)).toString('hex');
  const at = (values.length - 1) * (nameBytes + indexBytes) + 1;
  const isKnown = `substring(person from ${at} for ${nameBytes}) = '\\x${name}'::bytea`;
  const index = `substring(person from ${at + nameBytes} for ${indexBytes})`;
  await sql
    .raw(
      `create or replace function index_of(person bytea) returns bytea language sql immutable parallel safe as $$
        select case when ${isKnown} then ${index} else refuse_index(person) end
      $$`,
    )
    .execute(db);
};
