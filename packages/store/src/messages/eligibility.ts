import { sql, type RawBuilder } from 'kysely';

/** WhatsApp lets a business write freely for so long after a person's last message to it. */
const open = `interval '24 hours'`;

/**
 * Whether a message, or one to be, is a free text on WhatsApp to somebody who has not written to its sender within 24
 * hours of `at`. One probe of an index, and none for templates and SMS: an `and` in a `case` is read from the left.
 */
export const isOutsideServiceWindow = (message: string, at: string): string => `
  (${message}.channel = 'whatsapp' and ${message}.template_name is null and not exists (
    select from inbound_messages as heard
    where heard.from_index = ${message}.to_index and heard.sender_id = ${message}.sender_id
      and heard.channel = 'whatsapp' and heard.received_at > ${at} - ${open}
  ))`;

/** Twilio's code of what it refuses for this, and what the record says of what is not even tried. */
export const outsideServiceWindow = {
  reason: 'outside_service_window',
  code: 63_016,
  message: 'WhatsApp takes free text only within 24 hours of what the person last wrote: send a template',
} as const;

/** Whether somebody wants nothing of the kind of `message`, a row with a channel and a category. */
export const optedOut = (toIndex: RawBuilder<unknown>, message: RawBuilder<unknown>) => sql`exists (
  select from suppressions
  where suppressions.to_index = ${toIndex} and suppressions.channel = ${message}.channel
    and (suppressions.purpose = 'all' and ${message}.category <> 'authentication'
      or suppressions.purpose = 'marketing' and ${message}.category = 'marketing')
)`;

/** Whether marketing on a channel goes only to whom the ledger says yes: it does, unless the settings say otherwise. */
export const consentIsNeeded = (channel: RawBuilder<unknown>) => sql`coalesce(
  (select (value ->> ${channel}::text)::boolean from settings where name = 'marketing_requires_consent'), true
)`;
