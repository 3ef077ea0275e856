import { sql, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';

/** See repeatableEventId: the callback may come again, and is stored once. */
const callbackId = sql`(
  select encode(
    set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
  )::uuid
  from (
    select substring(sha256(convert_to('[' || to_json(twilio_sid)::text || ',"sent",null,null]', 'UTF8')) for 16) as hash
  ) as hashed
)`;

/**
 * The statement that writes the events which rows of messages kept as times. It goes before a change that gives a row
 * another SID. `source` is the part of the statement with these rows.
 */
export const keepAsEvents = (source: 'chosen'): RawBuilder<unknown> => sql`
      insert into message_events (message_id, id, at, type, status, attempt, twilio_sid)
      select id, ${uuidv7()}::uuid, sent_at, 'submitted'::event_type, 'sent', submitted_attempt, twilio_sid from ${sql.raw(source)}
      where submitted_attempt is not null
      union all
      select id, ${callbackId}, sent_receipt_at, 'callback', 'sent', null, twilio_sid from ${sql.raw(source)}
      where sent_receipt_at is not null
      on conflict do nothing`;
