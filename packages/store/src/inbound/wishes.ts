import { bySystem, maskNumber, type NewInbound } from '@recado/messaging';
import { sql, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { ContactIndex } from '../encryption/blind-index.ts';

/** Twilio's times are whole seconds, by a clock that differs a little from PostgreSQL's. */
const doubtSeconds = 5;

/** A message that comes by webhook was written after all that came before it, even if PostgreSQL's clock was set back. */
export const receivedAtOf = (
  { receivedAt, isListed, channel }: NewInbound,
  person: ContactIndex,
): RawBuilder<unknown> =>
  isListed
    ? sql`${receivedAt}`
    : sql`greatest(
        ${receivedAt},
        (
          select max(received_at) from inbound_messages
          where from_index = ${person} and channel = ${channel} and wish in ('stop', 'start')
        ),
        (select max(at) from suppressions where to_index = ${person} and channel = ${channel})
      )`;

/**
 * The parts of the statement that carry out what the person wishes, by the row in `kept`. A message from Twilio's list does
 * not undo a STOP or START that its person sent after it. In doubt the STOP was last. The times of two messages from the
 * list leave no doubt: both are Twilio's, in whole seconds, and the list is in order.
 */
export const applyWish = ({ isListed }: NewInbound): RawBuilder<unknown> => {
  const doubt = (at: string) =>
    isListed
      ? sql.raw(`case when ${at} = date_trunc('second', ${at}) then interval '0' else interval '${doubtSeconds} s' end`)
      : sql`interval '0'`;
  return sql`
    newest as (
      select * from kept where not exists (
        select from inbound_messages as later
        where later.from_index = kept.from_index and later.channel = kept.channel and later.wish in ('stop', 'start')
          and later.received_at > kept.received_at + ${doubt('later.received_at')} * case
            when later.wish = kept.wish then 0 when kept.wish = 'start' then -1 else 1
          end
      )
    ),
    opted_out as (
      insert into suppressions (to_index, channel, purpose, source, at)
      select from_index, channel, case when wish = 'stop' then 'all' else 'marketing' end, 'reply', received_at
      from newest where wish = 'stop' or opt_out_request = 'clear'
      on conflict do nothing
      returning purpose
    ),
    held as (
      insert into suppressions (to_index, channel, purpose, source, at)
      select from_index, channel, 'unclear', 'reply', received_at from newest
      where opt_out_request = 'unclear' and not exists (
        select from suppressions
        where suppressions.to_index = newest.from_index and suppressions.channel = newest.channel
      )
      on conflict do nothing
      returning purpose
    ),
    decided as (
      delete from suppressions using newest
      where (newest.wish = 'stop' or newest.opt_out_request = 'clear') and suppressions.purpose = 'unclear'
        and suppressions.to_index = newest.from_index and suppressions.channel = newest.channel
    ),
    opted_in as (
      delete from suppressions using newest
      where newest.wish = 'start' and suppressions.to_index = newest.from_index
        and suppressions.channel = newest.channel and suppressions.at <= newest.received_at - ${doubt('suppressions.at')}
      returning purpose
    )`;
};

const nothing = sql`select where false`;

/** The part of the statement which notes in the audit log what it changed: an opt-out, its end, or a hold of marketing. */
export const auditWish = ({ from, receivedAt, wish, optOutRequest }: NewInbound): RawBuilder<unknown> => {
  const audited = auditedChange(wish, optOutRequest);
  if (!audited) return nothing;
  const { action, changed, purpose } = audited;
  return sql`
    insert into audit_log (id, at, actor_name, action, object, detail)
    select ${uuidv7({ msecs: receivedAt.getTime() })}::uuid, received_at, ${bySystem.name}, ${action},
      ${`contacts/${maskNumber(from)}`},
      jsonb_build_object('channels', jsonb_build_array(channel), 'purpose', ${purpose}::text, 'source', 'reply', 'inbound_id', id)
    from kept where exists (select from ${sql.ref(changed)})`;
};

/** `changed`: the part of the statement that made the change. */
const auditedChange = (wish: NewInbound['wish'], optOutRequest: NewInbound['optOutRequest']) => {
  if (wish === 'start') return { action: 'contact.opted_in', changed: 'opted_in', purpose: 'all' };
  if (wish === 'stop') return { action: 'contact.opted_out', changed: 'opted_out', purpose: 'all' };
  if (optOutRequest === 'clear') return { action: 'contact.opted_out', changed: 'opted_out', purpose: 'marketing' };
  if (optOutRequest === 'unclear') return { action: 'contact.marketing_held', changed: 'held', purpose: 'marketing' };
  return undefined;
};
