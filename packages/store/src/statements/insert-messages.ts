import type { Barred, IdempotencyKey, NewMessage } from '@recado/messaging';
import { indexOfPerson, type BlindIndex } from '../encryption/blind-index.ts';
import { confidentialOf, templateColumnsOf } from '../encryption/sealed-content.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { isOutsideServiceWindow, outsideServiceWindow } from '../messages/eligibility.ts';
import { hexOf, prepare } from '../postgres/sql.ts';
import { rowOfFallback } from '../rows/fallback.ts';
import { contentOf, recipientOf } from '../sealing/place.ts';

export type Insertion = { message: NewMessage; key?: IdempotencyKey };

type Keys = { sealer: Sealer; indexOf: BlindIndex };

const ofKey = (key: IdempotencyKey | undefined) =>
  key && { owner: key.owner, key: key.key, request_hash: hexOf(key.requestHash) };

export const itemOfInsertion = ({ message, key }: Insertion, { sealer, indexOf }: Keys) => ({
  id: message.id,
  created_at: message.createdAt,
  due_at: message.dueAt ?? message.sendAt ?? message.createdAt,
  send_at: message.sendAt,
  valid_until: message.validUntil,
  window_until: message.windowUntil,
  channel: message.channel,
  category: message.category,
  sender_id: message.senderId,
  segments: message.segments,
  person: hexOf(indexOfPerson(message.to, indexOf)),
  to_sealed: hexOf(sealer.seal(message.to, recipientOf(message.id))),
  content_sealed: hexOf(sealer.seal(confidentialOf(message.content), contentOf(message.id))),
  ...templateColumnsOf(message.content),
  reference: message.reference,
  metadata: message.metadata,
  ...(message.fallback && {
    fallback_id: message.fallback.id,
    fallback: rowOfFallback(message, message.fallback, sealer),
  }),
  ...ofKey(key),
});

export type InsertedRow = { id: string; barred: Barred['reason'] | null };

/**
 * Inserts messages, of those with a key only the ones whose key is new, and gives the ids of those inserted. A key that
 * another transaction is just inserting is waited for. Keys go in order, so that two batches cannot wait for each other.
 * What its person must not get is not inserted, takes no key, and is given with the reason.
 */
export const insertMessages = prepare<ReturnType<typeof itemOfInsertion>, InsertedRow>(
  'insert-messages',
  `with asked as (
    select *,
      case
        when exists (
          select from suppressions
          where suppressions.to_index = asked.to_index and suppressions.channel = asked.channel
            and (suppressions.purpose = 'all' and asked.category <> 'authentication'
              or suppressions.purpose = 'marketing' and asked.category = 'marketing')
        ) then 'opted_out'
        when ${isOutsideServiceWindow('asked', 'asked.due_at')} then '${outsideServiceWindow.reason}'
        when asked.category = 'marketing' then case (
          select granted from consent_states
          where consent_states.to_index = asked.to_index and consent_states.channel = asked.channel
            and purpose = 'marketing'
        )
          when true then null
          when false then 'no_consent'
          else case when coalesce(
            (select (value ->> asked.channel::text)::boolean from settings where name = 'marketing_requires_consent'), true
          ) then 'no_consent' end
        end
      end as barred
    from (select given.*, index_of(given.person) as to_index from json_to_recordset($1::json) as given (
      id uuid, created_at timestamptz, due_at timestamptz, send_at timestamptz, valid_until timestamptz,
      window_until timestamptz, channel channel, category category, sender_id text, segments smallint,
      person bytea, to_sealed bytea, content_sealed bytea, template_name text, template_language text,
      reference text, metadata jsonb, fallback_id uuid, fallback jsonb,
      owner uuid, key text, request_hash bytea
    )) as asked
  ),
  fresh as (
    insert into idempotency_keys (owner, key, request_hash, message_id, created_at)
    select owner, key, request_hash, id, created_at from asked
    where key is not null and barred is null order by owner, key
    on conflict do nothing
    returning message_id
  ),
  standing_by as (
    insert into fallbacks
    select row.* from asked, jsonb_populate_record(null::fallbacks, asked.fallback) as row
    where asked.fallback is not null and barred is null
      and (key is null or asked.id in (select message_id from fresh))
  ),
  inserted as (
    insert into messages (
      id, created_at, due_at, send_at, valid_until, window_until, status, channel, category, sender_id, segments,
      to_index, to_sealed, content_sealed, template_name, template_language, reference, metadata, fallback_id
    )
    select
      id, created_at, due_at, send_at, valid_until, window_until, 'accepted', channel, category, sender_id, segments,
      to_index, to_sealed, content_sealed, template_name, template_language, reference, metadata, fallback_id
    from asked
    where barred is null and (key is null or id in (select message_id from fresh))
    returning id
  )
  select id, null as barred from inserted union all select id, barred from asked where barred is not null`,
);
