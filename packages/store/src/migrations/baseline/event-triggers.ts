import { sql } from 'kysely';

const inboundEvents = [
  sql`
    create function note_inbound() returns trigger language plpgsql as $$
    begin
      insert into outbox (type, ids, events) select 'message.received', array_agg(id), count(*) from added
      having count(*) > 0;
      return null;
    end $$`,
  sql`
    create trigger note_inbound after insert on inbound_messages referencing new table as added
    for each statement execute function note_inbound()`,
];

const campaignEvents = [
  sql`
    create function note_campaign() returns trigger language plpgsql as $$
    declare
      name text := case
        when new.status in ('paused', 'completed', 'canceled') then new.status::text
        when new.status in ('scheduled', 'running') and old.status = 'draft' then 'launched'
        when new.status in ('scheduled', 'running') and old.status in ('paused', 'completed') then 'resumed'
      end;
    begin
      if name is not null then
        insert into outbox (type, detail) values (
          'campaign.' || name,
          jsonb_strip_nulls(jsonb_build_object(
            'id', new.id, 'name', new.name, 'status', new.status, 'reason', new.status_reason,
            'channel', new.channel, 'category', new.category
          ))
        );
      end if;
      return null;
    end $$`,
  sql`
    create trigger note_campaign after update on campaigns for each row
      when (old.status is distinct from new.status) execute function note_campaign()`,
];

const senderEvents = [
  sql`
    create function note_sender() returns trigger language plpgsql as $$
    begin
      if new.paused <> old.paused then
        insert into outbox (type, detail) values (
          case when new.paused then 'sender.paused' else 'sender.resumed' end,
          jsonb_strip_nulls(jsonb_build_object('id', new.id, 'channel', new.channel, 'reason', new.paused_reason))
        );
      end if;
      if new.throttled_rate < coalesce(old.throttled_rate, 'infinity') then
        insert into outbox (type, detail) values (
          'sender.throttled',
          jsonb_strip_nulls(jsonb_build_object(
            'id', new.id, 'channel', new.channel, 'rate', new.throttled_rate, 'mps', new.mps, 'error_code', new.throttle_cause
          ))
        );
      end if;
      return null;
    end $$`,
  sql`
    create trigger note_sender after update on senders for each row
      when (old.paused <> new.paused or old.throttled_rate is distinct from new.throttled_rate)
      execute function note_sender()`,
  sql`
    create function note_approval() returns trigger language plpgsql as $$
    begin
      insert into outbox (type, detail) values (
        'template.approval_changed',
        jsonb_strip_nulls(jsonb_build_object(
          'name', new.name, 'language', new.language, 'status', new.approval_status,
          'status_before', old.approval_status, 'rejection_reason', new.rejection_reason
        ))
      );
      return null;
    end $$`,
  sql`
    create trigger note_approval after update on templates for each row
      when (old.approval_status is distinct from new.approval_status) execute function note_approval()`,
];

/** The audit entry of an opt-out or a consent has a masked number or the id of a message, and nothing else about a person. */
const personEvents = [
  sql`
    create function note_audited() returns trigger language plpgsql as $$
    declare
      place text := split_part(new.object, '/', 1);
      named text := split_part(new.object, '/', 2);
    begin
      insert into outbox (type, detail) values (
        case when new.action like 'consent%' then 'consent.recorded' else new.action end,
        jsonb_strip_nulls(jsonb_build_object(
          'to', case when place = 'contacts' then named end,
          'message_id', case when place = 'messages' then named end,
          'audit_id', case when place = 'contacts' and new.action like 'contact.%' and new.detail ->> 'inbound_id' is null then new.id end
        )) || coalesce(new.detail, '{}')
      );
      return null;
    end $$`,
  sql`
    create trigger note_audited after insert on audit_log for each row
      when (new.action in ('contact.opted_out', 'contact.opted_in', 'consent.recorded', 'consent.confirmed', 'consents.imported'))
      execute function note_audited()`,
  sql`
    create function note_alert() returns trigger language plpgsql as $$
    begin
      if new.detail ->> 'type' <> 'budget' then
        insert into outbox (type, detail) values (
          case new.detail ->> 'type' when 'balance' then 'balance.low' else 'usage.drift' end,
          case when new.detail ->> 'type' = 'balance' then jsonb_build_object(
            'balance', jsonb_build_object('amount', new.detail -> 'balance', 'currency', new.detail -> 'currency'),
            'average_day', jsonb_build_object('amount', new.detail -> 'average_day', 'currency', new.detail -> 'currency')
          ) else new.detail - 'type' end
        );
        return null;
      end if;
      insert into outbox (type, detail) values (
        'budget.alert',
        jsonb_build_object(
          'level', new.level,
          'subject', case
            when new.detail ->> 'campaign_id' is null then jsonb_build_object('kind', 'day', 'day', new.detail -> 'day')
            else jsonb_build_object(
              'kind', 'campaign', 'id', new.detail -> 'campaign_id', 'name', new.detail -> 'campaign_name')
          end,
          'budget', jsonb_build_object('amount', new.detail -> 'budget', 'currency', new.detail -> 'currency'),
          'spent', jsonb_build_object('amount', new.detail -> 'spent', 'currency', new.detail -> 'currency')
        )
      );
      return null;
    end $$`,
  sql`create trigger note_alert after insert on alerts for each row execute function note_alert()`,
];

export const eventTriggers = [...inboundEvents, ...campaignEvents, ...senderEvents, ...personEvents];
