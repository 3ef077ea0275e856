import { bySystem, maskNumber, type NewInbound } from '@recado/messaging';
import { sql, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';

const nothing = sql`select where false`;

/** The part of the statement that takes in a STOP or START which notes in the audit log what it changed. */
export const noteWish = ({ from, receivedAt, wish }: NewInbound): RawBuilder<unknown> => {
  if (wish !== 'stop' && wish !== 'start') return nothing;
  const [action, changed] = wish === 'stop' ? ['contact.opted_out', 'opted_out'] : ['contact.opted_in', 'opted_in'];
  return sql`
    insert into audit_log (id, at, actor_name, action, object, detail)
    select ${uuidv7({ msecs: receivedAt.getTime() })}::uuid, received_at, ${bySystem.name}, ${action},
      ${`contacts/${maskNumber(from)}`},
      jsonb_build_object('channels', jsonb_build_array(channel), 'purpose', 'all', 'source', 'reply')
    from kept where exists (select from ${sql.ref(changed)})`;
};
