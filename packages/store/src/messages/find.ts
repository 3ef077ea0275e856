import type { RecordedEvent, RecordedMessage } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Sealer } from '../encryption/sealer.ts';
import { eventOfRow } from '../rows/event.ts';
import type { Schema } from '../schema/index.ts';
import { findStatuses } from '../statements/find-statuses.ts';
import { messageColumns, messageOfRow } from './rows.ts';

const eventsOf = (db: Kysely<Schema>, id: string) =>
  db.selectFrom('message_events').selectAll().where('message_id', '=', id).orderBy('at').orderBy('id').execute();

/** A message and all that happened to it, the oldest first; its acceptance is the first. */
export const findMessage = async (
  db: Kysely<Schema>,
  sealer: Sealer,
  id: string,
): Promise<{ message: RecordedMessage; events: RecordedEvent[] } | undefined> => {
  const row = await db.selectFrom('messages').select(messageColumns).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const message = messageOfRow(row, sealer, await findStatuses(db, row.fallback_id ? [row.fallback_id] : []));
  const accepted: RecordedEvent = { at: message.createdAt, type: 'accepted', status: 'accepted' };
  return { message, events: [accepted, ...(await eventsOf(db, id)).map(eventOfRow)] };
};
