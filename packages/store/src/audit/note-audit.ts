import type { AuditEntry } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';

/** Writes down what was done. Belongs in the transaction that does it. */
export const noteAudit = async (db: Kysely<Schema>, entry: AuditEntry): Promise<void> => {
  const { at, actor, action, object, detail } = entry;
  await db
    .insertInto('audit_log')
    .values({
      // By which entries are listed, from one time to another.
      id: uuidv7({ msecs: at.getTime() }),
      at,
      actor_id: actor.id ?? null,
      actor_name: actor.name,
      action,
      object: object ?? null,
      detail: detail ? JSON.stringify(detail) : null,
    })
    .execute();
};
