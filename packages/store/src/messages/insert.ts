import {
  outsideServiceWindow,
  type Excluded,
  type IdempotencyKey,
  type Inserted,
  type NewFallback,
  type NewMessage,
  type Repeat,
} from '@recado/messaging';
import type { Pool } from 'pg';
import { indexOfContact, type BlindIndex } from '../encryption/blind-index.ts';
import { confidentialOf, templateColumnsOf } from '../encryption/sealed-content.ts';
import { contentOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { batchCalls, retryIndividually } from '../postgres/batch.ts';
import { announce } from '../postgres/observe.ts';
import { hexOf, prepare } from '../postgres/sql.ts';
import {
  isOptedOut,
  isOptOutUnclear,
  isOutsideServiceWindow,
  lacksConsent,
  latestConsent,
  priceCategoryOf,
} from './eligibility.ts';
import { findUsedKeys, keyInUse, orKeyInUse, type UsedKey } from './idempotency.ts';

type Deps = { pool: Pool; sealer: Sealer; indexOf: BlindIndex };

/**
 * Under load, messages wait this long for each other: a statement, a commit and jobs for thirty cost little more than for
 * ten. A message alone does not wait.
 */
const paceMs = 4;

/**
 * Commits messages. Messages that arrive at the same time share one statement. If several requests in any process have
 * one Idempotency-Key, one creates a message and the others get its id.
 */
export const makeInsertMessage = (deps: Deps) => {
  const insert = batchCalls(retryIndividually(insertTogether(deps)), { paceMs });
  return (message: NewMessage, key?: IdempotencyKey): Promise<Inserted> =>
    insert({ message, ...(key && { key }) }).catch(orKeyInUse);
};

const nameOf = ({ owner, key }: Pick<IdempotencyKey, 'owner' | 'key'>) => `${owner} ${key}`;

const judge = (key: IdempotencyKey, used: UsedKey | undefined): Repeat => {
  if (!used?.message_id) return keyInUse;
  if (!used.request_hash.equals(key.requestHash)) return { kind: 'reused' };
  return { kind: 'repeated', messageId: used.message_id };
};

/** The requests for which these keys were used. */
const findUsed = async (pool: Pool, keys: IdempotencyKey[]) => {
  const rows = keys.length ? await findUsedKeys(pool, keys) : [];
  return new Map(rows.map((row) => [nameOf(row), row]));
};

const insertTogether =
  (deps: Deps) =>
  async (insertions: readonly Insertion[]): Promise<(Inserted | Error)[]> => {
    const items = insertions.map((insertion) => itemOfInsertion(insertion, deps));
    const rows = new Map((await insertMessages(deps.pool, items)).map((row) => [row.id, row]));
    const isInserted = (id: string) => rows.get(id)?.exclusion === null;
    const before = insertions.filter(({ message }) => !isInserted(message.id)).flatMap(({ key }) => key ?? []);
    const used = await findUsed(deps.pool, before);
    for (const { message } of insertions) {
      const { channel, category } = message;
      if (isInserted(message.id)) announce(deps.pool, 'moved', { channel, category, status: 'accepted' });
    }
    return insertions.map(({ message, key }) => {
      if (isInserted(message.id)) return { kind: 'created' };
      const reason = rows.get(message.id)?.exclusion;
      const usedBefore = key && used.get(nameOf(key));
      // A message that was accepted before with this key stays accepted.
      if (reason && !usedBefore) return { kind: 'excluded', reason };
      return key ? judge(key, usedBefore) : { kind: 'created' };
    });
  };

/** Returns the message that a key created before; `undefined` if the key is new. */
export const makeFindKey =
  (pool: Pool) =>
  async (key: IdempotencyKey): Promise<Repeat | undefined> => {
    const used = (await findUsed(pool, [key])).get(nameOf(key));
    return used && judge(key, used);
  };

type Insertion = { message: NewMessage; key?: IdempotencyKey };

type Keys = { sealer: Sealer; indexOf: BlindIndex };

const ofKey = (key: IdempotencyKey | undefined) =>
  key && { owner: key.owner, key: key.key, request_hash: hexOf(key.requestHash) };

const itemOfInsertion = ({ message, key }: Insertion, { sealer, indexOf }: Keys) => ({
  id: message.id,
  created_at: message.createdAt.toISOString(),
  due_at: (message.dueAt ?? message.sendAt ?? message.createdAt).toISOString(),
  send_at: message.sendAt,
  valid_until: message.validUntil,
  window_until: message.windowUntil,
  channel: message.channel,
  category: message.category,
  sender_id: message.senderId,
  segments: message.segments,
  country: message.country,
  api_key_id: message.apiKeyId,
  trace: message.trace && hexOf(message.trace),
  person: hexOf(indexOfContact(message.to, indexOf)),
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

/** Twilio tells the whole price of an SMS, but perhaps not Meta's fee for a WhatsApp message. */
const expectedPrice = (message: string): string => `
      case when ${message}.channel = 'whatsapp' then (
        select amount from prices
        where prices.channel = 'whatsapp' and prices.country in (${message}.country, '*')
          and prices.category = ${priceCategoryOf(message)}
        order by prices.country = '*' limit 1
      ) end`;

export type InsertedRow = { id: string; exclusion: Excluded['reason'] | null };

/**
 * Inserts messages and returns their ids. A message with a key is inserted only if the key is new; a key that another
 * transaction is inserting is waited for. Keys are inserted in order, so that two batches cannot wait for each other. A
 * message that its person must not get is not inserted, uses no key, and is returned with the reason.
 */
const insertMessages = prepare<ReturnType<typeof itemOfInsertion>, InsertedRow>(
  'insert-messages',
  `with requested as (
    select *,
      case
        when ${isOptedOut('requested.to_index', 'requested')} then 'opted_out'
        when ${isOptOutUnclear('requested.to_index', 'requested')} then 'opt_out_unclear'
        when ${isOutsideServiceWindow('requested', 'requested.due_at')} then '${outsideServiceWindow}'
        when ${lacksConsent('requested', { granted: latestConsent('requested.to_index', 'requested') })} then 'no_consent'
      end as exclusion
    from (select given.*, index_of(given.person) as to_index from json_to_recordset($1::json) as given (
      id uuid, created_at timestamptz, due_at timestamptz, send_at timestamptz, valid_until timestamptz,
      window_until timestamptz, channel channel, category category, sender_id text, segments smallint,
      country text, api_key_id uuid, trace bytea, person bytea, to_sealed bytea, content_sealed bytea, template_name text, template_language text,
      reference text, metadata jsonb, fallback_id uuid, fallback jsonb,
      owner uuid, key text, request_hash bytea
    )) as requested
  ),
  fresh as (
    insert into idempotency_keys (owner, key, request_hash, message_id, created_at)
    select owner, key, request_hash, id, created_at from requested
    where key is not null and exclusion is null order by owner, key
    on conflict do nothing
    returning message_id
  ),
  standing_by as (
    insert into fallbacks (
      message_id, sms_id, due_at, after_seconds, valid_seconds, segments, sender_id, to_sealed, content_sealed,
      template_name, template_language
    )
    select
      row.message_id, row.sms_id, row.due_at, row.after_seconds, row.valid_seconds, row.segments, row.sender_id,
      row.to_sealed, row.content_sealed, row.template_name, row.template_language
    from requested, jsonb_populate_record(null::fallbacks, requested.fallback) as row
    where requested.fallback is not null and exclusion is null
      and (key is null or requested.id in (select message_id from fresh))
  ),
  inserted as (
    insert into messages (
      id, created_at, due_at, send_at, valid_until, window_until, status, channel, category, sender_id, segments,
      to_index, to_sealed, content_sealed, template_name, template_language, reference, metadata, fallback_id,
      cost, country, api_key_id, trace
    )
    select
      id, created_at, due_at, send_at, valid_until, window_until, 'accepted', channel, category, sender_id, segments,
      to_index, to_sealed, content_sealed, template_name, template_language, reference, metadata, fallback_id,
      ${expectedPrice('requested')}, country, api_key_id, trace
    from requested
    where exclusion is null and (key is null or id in (select message_id from fresh))
    returning id
  )
  select id, null as exclusion from inserted union all select id, exclusion from requested where exclusion is not null`,
);

const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

/** The earliest time at which the SMS may be needed. The message may expire before Twilio has it. */
const firstDueOf = (
  { createdAt, sendAt = createdAt, dueAt = sendAt, validUntil }: NewMessage,
  fallback: NewFallback,
) => {
  const times = [
    ...(fallback.after === undefined ? [] : [after(dueAt, fallback.after)]),
    ...(validUntil ? [validUntil] : []),
  ];
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
};

/** The row of a fallback SMS as JSON, encrypted for the message that it becomes. */
const rowOfFallback = (message: NewMessage, fallback: NewFallback, { seal }: Sealer) => ({
  message_id: message.id,
  sms_id: fallback.id,
  due_at: firstDueOf(message, fallback),
  after_seconds: fallback.after,
  valid_seconds: fallback.validFor,
  segments: fallback.segments,
  sender_id: fallback.senderId,
  to_sealed: hexOf(seal(message.to, recipientOf(fallback.id))),
  content_sealed: hexOf(seal(confidentialOf(fallback.content), contentOf(fallback.id))),
  ...templateColumnsOf(fallback.content),
});
