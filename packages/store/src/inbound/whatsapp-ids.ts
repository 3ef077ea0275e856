import { claimRules } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { contactIndexOf, ownIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import { nobody } from '../encryption/sealed-content.ts';
import { recipientOf, whatsappIdOf, type Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { awaitFeeder } from '../senders/throttle.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/**
 * Stores that a number and an id of WhatsApp are one person, and moves what the id has to the number. The link is
 * committed first: others then write under the number, and what they wrote before is seen and moved.
 */
export const linkWhatsappId = async (deps: Deps, number: string, whatsappId: string): Promise<void> => {
  const [to, own] = [contactIndexOf(number, deps.indexOf), ownIndexOf(whatsappId, deps.indexOf)];
  if (await isLinked(deps.kysely, to, own)) return;
  await saveLink(deps, to, { whatsappId, own });
  await joinContacts(deps.kysely, own, to);
};

type Recipient = { whatsappId: string; number?: string };

/** Links the person of a message, by the number of the message or the one that came with the id. */
export const linkRecipient = async (
  deps: Deps,
  messageId: string,
  { whatsappId, number }: Recipient,
): Promise<void> => {
  const { rows } = await sql<{ to_sealed: Buffer }>`
    select to_sealed from messages
    where id = ${messageId} and channel = 'whatsapp' and octet_length(to_sealed) > 0`.execute(deps.kysely);
  const [row] = rows;
  const to = row && deps.sealer.tryOpen(row.to_sealed, recipientOf(messageId));
  if (to === undefined) return;
  const known = to.startsWith('+') ? to : to === whatsappId ? number : undefined;
  if (known !== undefined) await linkWhatsappId(deps, known, whatsappId);
};

const isLinked = async (db: Kysely<Schema>, to: ContactIndex, own: ContactIndex): Promise<boolean> => {
  const { rows } = await sql`
    select from whatsapp_ids as id join whatsapp_ids as number on number.link = id.link and number.id_sealed is null
    where id.to_index = ${own} and number.to_index = ${to} and octet_length(id.id_sealed) > 0`.execute(db);
  return rows.length > 0;
};

/** An id that had another number takes the opt-outs of that number with it: its person wrote them. */
const saveLink = (
  { kysely, sealer }: Deps,
  to: ContactIndex,
  { whatsappId, own }: { whatsappId: string; own: ContactIndex },
): Promise<void> =>
  kysely.transaction().execute(async (db) => {
    const id = uuidv7();
    await sql`
      insert into whatsapp_ids (id, to_index, link, is_joined) values (${uuidv7()}, ${to}, ${uuidv7()}, true)
      on conflict (to_index) do nothing`.execute(db);
    await sql`
      insert into suppressions (to_index, channel, purpose, source, at)
      select ${to}, channel, purpose, source, at
      from whatsapp_ids as id join whatsapp_ids as number on number.link = id.link and number.id_sealed is null
      join suppressions on suppressions.to_index = number.to_index
      where id.to_index = ${own} and number.to_index <> ${to}
      on conflict do nothing`.execute(db);
    await sql`
      insert into whatsapp_ids (id, to_index, link, id_sealed)
      select ${id}, ${own}, link, ${sealer.seal(whatsappId, whatsappIdOf(id))} from whatsapp_ids where to_index = ${to}
      on conflict (to_index) do update set
        id = excluded.id, link = excluded.link, id_sealed = excluded.id_sealed, linked_at = now(), is_joined = false`.execute(
      db,
    );
  });

/** Moves what was stored under an id just as its number became known. */
export const joinWhatsappId = async (db: Kysely<Schema>, whatsappId: string, indexOf: BlindIndex): Promise<void> =>
  joinContacts(db, ownIndexOf(whatsappId, indexOf), contactIndexOf(whatsappId, indexOf));

/** An import that was under way may have stored people under their ids. None takes this long. */
const joinedAgainAfter = sql`interval '10 minutes'`;

/** Moves once more what is stored under ids that were linked a while ago. Returns how many of them were looked at. */
export const joinLinkedContacts = async (db: Kysely<Schema>, limit: number): Promise<number> => {
  const { rows } = await sql<{ id: string; own: Buffer; to: Buffer }>`
    select id.id, id.to_index as own, number.to_index as to
    from whatsapp_ids as id join whatsapp_ids as number on number.link = id.link and number.id_sealed is null
    where not id.is_joined and id.linked_at < now() - ${joinedAgainAfter}
    order by id.linked_at limit ${limit}`.execute(db);
  for (const { id, own, to } of rows) {
    await joinContacts(db, sql`${own}::bytea`, sql`${to}::bytea`);
    await db.updateTable('whatsapp_ids').set({ is_joined: true }).where('id', '=', id).execute();
  }
  return rows.length;
};

/** Lists the ids under which Twilio named the person. */
export const findWhatsappIds = async (db: Kysely<Schema>, person: ContactIndex, sealer: Sealer): Promise<string[]> => {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select id.id, id.id_sealed as sealed
    from whatsapp_ids as number join whatsapp_ids as id on id.link = number.link
    where number.to_index = ${person} and octet_length(id.id_sealed) > 0 order by id.id`.execute(db);
  return rows.flatMap(({ id, sealed }) => sealer.tryOpen(sealed, whatsappIdOf(id)) ?? []);
};

/**
 * Moves all that is stored under the index `own` to the index `to` of the same person. Audiences come first, as in an
 * erasure: from then on no message is made under `own`. Repeated, it moves what came since.
 */
const joinContacts = async (kysely: Kysely<Schema>, own: ContactIndex, to: ContactIndex): Promise<void> => {
  if (!(await isUsed(kysely, own))) return;
  await copyExclusions(kysely, own, to);
  for (const senderId of await moveRecipients(kysely, own, to)) await awaitFeeder(kysely, senderId);
  await kysely.transaction().execute(async (db) => {
    for (const move of moves) await move(own, to).execute(db);
  });
};

/** Nearly always Twilio names the number first, and nothing is there to move. */
const isUsed = async (db: Kysely<Schema>, own: ContactIndex): Promise<boolean> => {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from messages where to_index = ${own})
      or exists (select from inbound_messages where from_index = ${own})
      or exists (select from suppressions where to_index = ${own})
      or exists (select from event_numbers where to_index = ${own})
      or exists (select from consent_entries where to_index = ${own})
      or exists (select from consent_states where to_index = ${own})
      or exists (select from contacts where to_index = ${own})
      or exists (select from marketing_paces where to_index = ${own})
      or exists (
        select from campaigns join recipients on recipients.campaign_id = campaigns.id and recipients.to_index = ${own}
      )
      or exists (
        select from campaigns join exclusions on exclusions.campaign_id = campaigns.id and exclusions.to_index = ${own}
      ) as used`.execute(db);
  return rows[0]?.used ?? false;
};

/** A list holds under both indexes until all else is moved, so that no feeder misses it. */
const copyExclusions = (db: Kysely<Schema>, own: ContactIndex, to: ContactIndex) =>
  sql`
    insert into exclusions (campaign_id, to_index)
    select exclusions.campaign_id, ${to}
    from campaigns join exclusions on exclusions.campaign_id = campaigns.id and exclusions.to_index = ${own}
    on conflict do nothing`.execute(db);

/** A person who is in an audience by number and by id stays in it once. Returns the senders whose feeders may have read the row. */
const moveRecipients = async (db: Kysely<Schema>, own: ContactIndex, to: ContactIndex): Promise<string[]> => {
  const { rows } = await sql<{ sender_ids: string[] }>`
    with mine as (
      select campaigns.sender_ids, recipients.campaign_id, recipients.zone_set, recipients.slot, recipients.id,
        exists (select from messages where messages.id = recipients.id) as is_message,
        exists (
          select from recipients as other where other.campaign_id = campaigns.id and other.to_index = ${to}
        ) as is_double
      from campaigns join recipients on recipients.campaign_id = campaigns.id and recipients.to_index = ${own}
      for no key update of recipients
    ),
    moved as (
      update recipients
      set to_index = case when mine.is_double then ${nobody} else ${to} end,
        kept_back = case
          when mine.is_double and not mine.is_message then coalesce(recipients.kept_back, 'duplicate')
          else recipients.kept_back
        end
      from mine
      where (recipients.campaign_id, recipients.zone_set, recipients.slot, recipients.id)
        = (mine.campaign_id, mine.zone_set, mine.slot, mine.id)
    )
    select sender_ids from mine`.execute(db);
  return [...new Set(rows.flatMap(({ sender_ids: ids }) => ids))].toSorted();
};

type Move = (own: ContactIndex, to: ContactIndex) => RawBuilder<unknown>;

/** Rows are locked in the order in which claims lock them. */
const moves: readonly Move[] = [
  (own, to) => sql`
    with mine as (select id from messages where to_index = ${own} order by id for no key update)
    update messages set to_index = ${to} from mine where messages.id = mine.id`,
  (own, to) => sql`
    update reached_people as mine
    set to_index = case
      when exists (
        select from reached_people as other where other.limit_group = mine.limit_group and other.to_index = ${to}
      ) then ${nobody} else ${to}
    end
    from senders where mine.limit_group = senders.limit_group and mine.to_index = ${own}`,
  (own, to) => sql`
    with mine as (delete from marketing_paces where to_index = ${own} returning recent, last_sender_id)
    insert into marketing_paces as paces (to_index, recent, last_sender_id)
    select ${to}, recent, last_sender_id from mine
    on conflict (to_index) do update set recent = array(
      select at from (
        select at from unnest(paces.recent || excluded.recent) as sent (at) order by at desc limit ${claimRules.keptTimes}
      ) as kept order by at
    )`,
  (own, to) => sql`update event_numbers set to_index = ${to} where to_index = ${own}`,
  (own) => sql`
    delete from exclusions using campaigns
    where exclusions.campaign_id = campaigns.id and exclusions.to_index = ${own}`,
  (own, to) => sql`update inbound_messages set from_index = ${to} where from_index = ${own}`,
  (own, to) => sql`
    with mine as (delete from suppressions where to_index = ${own} returning channel, purpose, source, at)
    insert into suppressions (to_index, channel, purpose, source, at)
    select ${to}, channel, purpose, source, at from mine on conflict do nothing`,
  // One entry is enough for the consent that one campaign claims, so the second one is deleted.
  (own, to) => sql`
    delete from consent_entries as mine using consent_entries as other
    where mine.to_index = ${own} and other.to_index = ${to} and other.campaign_id = mine.campaign_id`,
  (own, to) => sql`update consent_entries set to_index = ${to} where to_index = ${own}`,
  (own, to) => sql`
    with mine as (delete from consent_states where to_index = ${own} returning channel, purpose, granted, at)
    insert into consent_states as known (to_index, channel, purpose, granted, at)
    select ${to}, channel, purpose, granted, at from mine
    on conflict (to_index, channel, purpose) do update set granted = excluded.granted, at = excluded.at
    where excluded.at > known.at or excluded.at = known.at and not excluded.granted`,
  (own, to) => sql`
    with mine as (delete from contacts where to_index = ${own} returning timezone, language, updated_at)
    insert into contacts as known (to_index, timezone, language, updated_at)
    select ${to}, timezone, language, updated_at from mine
    on conflict (to_index) do update set
      timezone = coalesce(known.timezone, excluded.timezone), language = coalesce(known.language, excluded.language)`,
];
