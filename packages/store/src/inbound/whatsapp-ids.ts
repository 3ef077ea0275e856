import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { contactIndexOf, ownIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import { whatsappIdOf, type Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { joinContacts } from './join-contacts.ts';

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

/** The ids under which Twilio named the person. */
export const findWhatsappIds = async (db: Kysely<Schema>, person: ContactIndex, sealer: Sealer): Promise<string[]> => {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select id.id, id.id_sealed as sealed
    from whatsapp_ids as number join whatsapp_ids as id on id.link = number.link
    where number.to_index = ${person} and octet_length(id.id_sealed) > 0 order by id.id`.execute(db);
  return rows.flatMap(({ id, sealed }) => sealer.tryOpen(sealed, whatsappIdOf(id)) ?? []);
};
