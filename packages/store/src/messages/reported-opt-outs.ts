import { bySystem } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';

/** The id of the audit entry of an opt-out that Twilio reported, if this is one; the id contains the time. */
export const auditIdOf = (optsOut: boolean | undefined, at: Date): { audit_id?: string } =>
  optsOut ? { audit_id: uuidv7({ msecs: at.getTime() }) } : {};

/**
 * The part of a statement that writes an audit entry for each opt-out reported by Twilio's error codes. `messages` is
 * the part of the statement with these messages. `opted_out` must return the people who were added to the list.
 */
export const optOutEntriesOf = (messages: 'locked' | 'moved'): string => `
    insert into audit_log (id, at, actor_name, action, object, detail)
    select distinct on (told.to_index, told.channel)
      asked.audit_id, asked.at, '${bySystem.name}', 'contact.opted_out', 'messages/' || told.id,
      jsonb_build_object(
        'channels', jsonb_build_array(told.channel), 'purpose', 'all', 'source', 'twilio ' || asked.error_code
      )
    from opted_out
    join ${messages} as told on told.to_index = opted_out.to_index and told.channel = opted_out.channel
    join asked on asked.id = told.id and asked.opts_out
    order by told.to_index, told.channel, told.id`;
