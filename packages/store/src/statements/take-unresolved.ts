import type { Channel } from '@recado/contract';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';

export type UnresolvedRow = {
  id: string;
  sender_id: string;
  campaign_id: string | null;
  attempts: number;
  attempts_before: number;
  channel: Channel;
  claimed_at: Date;
  address: string;
  to_sealed: Buffer;
  content_sealed: Buffer;
  template_name: string | null;
  template_language: string | null;
  body: string | null;
  variables: string[] | null;
  /** Of a campaign: the variables of rows that do not have them. */
  defaults: Record<string, string> | null;
};

/**
 * Takes up to `limit` claimed messages whose outcome should be known by now, the longest overdue first. Until `leaseUntil`
 * no other worker takes them; a worker that dies meanwhile leaves them to the next. Of one whose person's data was erased
 * meanwhile Twilio cannot be asked: it ends.
 */
export const takeUnresolved = async (
  db: Kysely<Schema>,
  at: Date,
  leaseUntil: Date,
  limit: number,
): Promise<UnresolvedRow[]> => {
  const { rows } = await sql<UnresolvedRow>`
    with overdue as (
      select id, octet_length(to_sealed) = 0 as is_erased from messages
      where status = 'sending' and due_at <= ${at}
      order by due_at limit ${limit}
      for no key update skip locked
    ),
    taken as (
      update messages set due_at = ${leaseUntil} from overdue where messages.id = overdue.id and not is_erased
      returning
        messages.id, messages.attempts, messages.attempts_before, messages.channel, messages.claimed_at,
        messages.sender_id, messages.campaign_id, messages.to_sealed, messages.content_sealed, messages.template_name,
        messages.template_language, messages.fallback_for
    ),
    given_up as (
      update messages set status = 'failed', reason = 'erased', error_message = 'Nobody can say whether Twilio has it'
      from overdue where messages.id = overdue.id and is_erased
      returning messages.id, messages.attempts
    ),
    noted as (
      insert into message_events (message_id, id, at, type, status, attempt, detail)
      select id, ${uuidv7()}, ${at}, 'failed', 'failed', attempts, 'erased' from given_up
    )
    select taken.*, senders.address, templates.body, templates.variables, 
      campaigns.variables || coalesce(
        case when taken.fallback_for is not null then campaigns.fallback -> 'variables' end, '{}'
      ) as defaults
    from taken
    left join campaigns on campaigns.id = taken.campaign_id
    join senders on senders.id = taken.sender_id
    left join templates on templates.name = taken.template_name and templates.language = taken.template_language`.execute(
    db,
  );
  return rows;
};
