import { bySystem } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';

/** The id of the audit entry of an opt-out that Twilio reported, if this is one; the id contains the time. */
export const auditIdOf = (optsOut: boolean | undefined, at: Date): { audit_id?: string } =>
  optsOut ? { audit_id: uuidv7({ msecs: at.getTime() }) } : {};

/**
 * The part of a statement that writes an audit entry for each opt-out reported by Twilio's error codes. `messages` is
 * the part of the statement with these messages and their input. `opted_out` must return the people who were added to the list.
 */
export const optOutEntriesOf = (messages: 'locked' | 'moved'): string => `
    insert into audit_log (id, at, actor_name, action, object, detail)
    select distinct on (to_index, channel)
      audit_id, at, '${bySystem.name}', 'contact.opted_out', 'messages/' || id,
      jsonb_build_object(
        'channels', jsonb_build_array(channel), 'purpose', 'all', 'source', 'twilio ' || error_code
      )
    from ${messages}
    where opts_out and ((to_index, channel) in (select to_index, channel from opted_out)) is true
    order by to_index, channel, id`;
