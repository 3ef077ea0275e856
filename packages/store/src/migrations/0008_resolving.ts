import { sql, type Kysely } from 'kysely';

/** `accepted` is not among the types: the message's created_at says it. */
const types = ['adopted', 'absent', 'unanswered', 'disowned'];

/**
 * due_at says of each message on its way when somebody has to look at it again: an accepted one to send it, a claimed
 * one to ask Twilio what became of it, a sent one to fetch a status of which no callback told.
 */
const indexes = [
  // findWaiting (due_at is checked without a visit to the row), listMessages by a status that few messages have for
  // long or at the end; those that were delivered are most of the table and are found without it.
  sql`drop index messages_by_status`,
  sql`create index messages_by_status on messages (status, id, due_at) where status not in ('delivered', 'read')`,
  // takeOverdue.
  sql`create index messages_overdue on messages (status, due_at) where status in ('sending', 'sent')`,
  // expireOverdue.
  sql`create index messages_expiring on messages (valid_until) where status = 'accepted' and valid_until is not null`,
  // withoutOwner, disown; what Twilio made of one message is never taken for another's.
  sql`create unique index messages_by_twilio_sid on messages (twilio_sid) where twilio_sid is not null`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const type of types) await sql`alter type event_type add value ${sql.lit(type)}`.execute(db);
  for (const index of indexes) await index.execute(db);
};
