import type { AuditEntry, Erased } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { awaitImports } from '../audience/import-lock.ts';
import { writeAuditEntry } from '../audit/audit.ts';
import { contactIndexOf, indexOfContact, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import { erased, nobody } from '../encryption/sealed-content.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { sidsOfMessages, writeTwilioErasures } from '../retention/messages.ts';
import type { Schema } from '../schema/index.ts';
import { awaitFeeder } from '../senders/throttle.ts';
import { forgetTestNumbers } from '../settings/settings.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/**
 * Erases all of a contact's personal data; `to` is E.164. Counters, costs and the index of an opt-out stay. It waits for
 * files that are being imported, because they may have the person. Audiences
 * come first, so that no more messages are created from them; messages follow. If an erasure is interrupted, the next
 * one completes it.
 */
export const deleteContact = async (
  { kysely, sealer, indexOf }: Deps,
  { to, at, audit }: { to: string; at: Date; audit: AuditEntry },
): Promise<Erased> => {
  const person = contactIndexOf(to, indexOf);
  await awaitImports(kysely);
  const audiences = await eraseAudience(kysely, person);
  const messages = await eraseMessages(kysely, person, at);
  return kysely.transaction().execute(async (trx) => {
    await writeTwilioErasures(trx, sql`select twilio_sid from inbound_messages where from_index = ${person}`, at);
    await forgetTestNumbers(
      { kysely: trx, sealer },
      (numbers) =>
        areOf(
          trx,
          person,
          numbers.map((number) => indexOfContact(number, indexOf)),
        ),
      at,
    );
    const { listedIn, ...rest } = await eraseRest(trx, person);
    const counts = { messages, campaigns: new Set([...audiences, ...listedIn]).size, ...rest };
    await writeAuditEntry(trx, { ...audit, detail: counts });
    return counts;
  });
};

/** Returns for each of these people, who are arguments for `index_of`, whether it is this person. */
const areOf = async (db: Kysely<Schema>, person: ContactIndex, people: Buffer[]): Promise<boolean[]> => {
  const { rows } = await sql<{ same: boolean }>`
    select index_of(given.person) = ${person} as same
    from unnest(${people}::bytea[]) with ordinality as given (person, place) order by place`.execute(db);
  return rows.map(({ same }) => same);
};

/**
 * Deletes the rows that belong to one contact, except opt-outs. A reached person stays counted until the day ends,
 * under a random index. The indexes of ids of WhatsApp stay with an opt-out, so that it holds for them.
 */
const eraseRest = async (db: Kysely<Schema>, person: ContactIndex) => {
  const { rows } = await sql<{ inbound: number; consents: number; listedIn: string[] }>`
    with inbound as (delete from inbound_messages where from_index = ${person} returning 1),
    consents as (delete from consent_entries where to_index = ${person} returning 1),
    states as (delete from consent_states where to_index = ${person}),
    contact as (delete from contacts where to_index = ${person}),
    paces as (delete from marketing_paces where to_index = ${person}),
    named as (delete from event_numbers where to_index = ${person}),
    listed as (
      delete from exclusions using campaigns
      where exclusions.campaign_id = campaigns.id and exclusions.to_index = ${person} returning campaigns.id
    ),
    reached as (update reached_people set to_index = ${nobody} where to_index = ${person}),
    linked as (
      select id from whatsapp_ids where link in (select link from whatsapp_ids where to_index = ${person})
    ),
    opted_out as (select from suppressions where to_index = ${person}),
    kept_ids as (
      update whatsapp_ids set id_sealed = ${erased}
      where id in (select id from linked) and id_sealed is not null and exists (select from opted_out)
    ),
    ids as (delete from whatsapp_ids where id in (select id from linked) and not exists (select from opted_out))
    select (select count(*)::int from inbound) as inbound, (select count(*)::int from consents) as consents,
      array(select id from listed) as "listedIn"`.execute(db);
  return rows[0] ?? { inbound: 0, consents: 0, listedIn: [] };
};

const atOnce = 1_000;

/**
 * Erases the contact from the next messages and returns their ids. Waiting messages are canceled. A message in flight
 * continues, and its outcome is recorded by its id. Rows are locked in the order of ids, as claims do.
 */
const eraseBatch = async (db: Kysely<Schema>, person: ContactIndex, at: Date): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    with found as (
      select id, status from messages where to_index = ${person} order by id limit ${atOnce} for no key update
    ),
    gone as (
      update messages
      set to_index = ${nobody}, to_sealed = ${erased}, content_sealed = ${erased}, reference = null, metadata = null,
        status = case when found.status = 'accepted' then 'canceled' else found.status end,
        reason = case when found.status = 'accepted' then 'erased' else messages.reason end
      from found where messages.id = found.id
    ),
    needless as (
      delete from fallbacks using found where fallbacks.message_id = found.id
    ),
    logged as (
      insert into message_events (message_id, id, at, type, status, detail)
      select id, ${uuidv7()}, ${at}, 'canceled', 'canceled', 'erased' from found where status = 'accepted'
    )
    select id from found`.execute(db);
  return rows.map(({ id }) => id);
};

/** The key itself may contain personal data, and its hash comes from a request that did. */
const forgetKeys = async (db: Kysely<Schema>, messageIds: string[]): Promise<void> => {
  await db.deleteFrom('idempotency_keys').where('message_id', 'in', messageIds).execute();
};

/**
 * Erases the contact from all messages, a thousand per commit, so that no other transaction waits long. A message
 * created during this time, for example a fallback SMS, is found by the next look. Returns the number of messages.
 */
const eraseMessages = async (db: Kysely<Schema>, person: ContactIndex, at: Date): Promise<number> => {
  let count = 0;
  for (;;) {
    const ids = await db.transaction().execute(async (trx) => {
      const found = await eraseBatch(trx, person, at);
      if (!found.length) return found;
      await writeTwilioErasures(trx, sidsOfMessages(found), at);
      await forgetKeys(trx, found);
      return found;
    });
    count += ids.length;
    if (!ids.length) return count;
  }
};

/**
 * Erases the contact from every audience. The row stays for the counters: a recipient without a message is excluded as
 * `erased`. Returns the campaigns, with the senders whose feeders may have just read a row.
 */
const leaveAudiences = async (db: Kysely<Schema>, person: ContactIndex) => {
  const { rows } = await sql<{ campaign_id: string; sender_ids: string[] }>`
    with mine as (
      select campaigns.sender_ids, recipients.campaign_id, recipients.zone_set, recipients.slot, recipients.id,
        exists (select from messages where messages.id = recipients.id) as is_message
      from campaigns join recipients on recipients.campaign_id = campaigns.id and recipients.to_index = ${person}
      for no key update of recipients
    ),
    gone as (
      update recipients
      set to_index = ${nobody}, to_sealed = ${erased}, content_sealed = ${erased}, fallback_id = null,
        fallback_segments = null, fallback_extra_segments = null, fallback_to_sealed = null, fallback_content_sealed = null,
        kept_back = case when mine.is_message then recipients.kept_back else coalesce(recipients.kept_back, 'erased') end
      from mine
      where (recipients.campaign_id, recipients.zone_set, recipients.slot, recipients.id)
        = (mine.campaign_id, mine.zone_set, mine.slot, mine.id)
    )
    select campaign_id, sender_ids from mine`.execute(db);
  return rows;
};

/**
 * Returns the campaigns whose audiences had the person. From then on no message is made of one of them. A follow-up may copy a
 * row while the first look waits for that row, so it looks until it finds none.
 */
const eraseAudience = async (db: Kysely<Schema>, person: ContactIndex): Promise<Set<string>> => {
  const campaigns = new Set<string>();
  for (;;) {
    const left = await leaveAudiences(db, person);
    if (!left.length) return campaigns;
    const senderIds = new Set(left.flatMap(({ sender_ids: ids }) => ids));
    for (const senderId of [...senderIds].toSorted()) await awaitFeeder(db, senderId);
    for (const { campaign_id: id } of left) campaigns.add(id);
  }
};
