import { bySystem } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';

/** The id under which the audit log has an opt-out that Twilio told of, if this is one: it tells the time. */
export const auditIdOf = (optsOut: boolean | undefined, at: Date): { audit_id?: string } =>
  optsOut ? { audit_id: uuidv7({ msecs: at.getTime() }) } : {};

/**
 * The part of a statement that notes in the audit log whom Twilio's codes have opted out, each by the message that it told
 * so of. `messages`: what of the statement has these messages; `opted_out` is to give whom it has put on the list.
 */
export const noteOptOuts = (messages: 'locked' | 'moved'): string => `
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
