import type { Expiry } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { indexOrderWalk } from '../encryption/blind-index.ts';
import { erased, nobody } from '../encryption/sealed-content.ts';
import type { Schema } from '../schema/index.ts';
import { expireMessages, leaveBehind, type MessageExpiry } from './messages.ts';

type Place = { zone_set: number; slot: number; after: string };
type WalkedCampaigns = Place & { campaign_id: string };

/**
 * Continues through the audience of an ended campaign and its list of excluded people. Returns the number of people
 * processed, plus one at the end. It does not go by message ids: an id is made with its line of the file, long before the message.
 */
export const walkCampaigns = async (db: Kysely<Schema>, expiry: MessageExpiry): Promise<number> => {
  const walked = await loadCampaign(db, expiry);
  if (!walked) return 0;
  const page = await nextPage(db, walked, expiry.limit);
  const last = page.at(-1);
  if (last) {
    const ids = await findMessages(
      db,
      page.map(({ after }) => after),
    );
    const over = await expireMessages(db, expiry, ids);
    await leaveBehind(
      db,
      expiry,
      ids.filter((id) => !over.has(id)),
    );
    await emptyRecipients(db, expiry.kind, walked, last);
  }
  const forgotten = page.length < expiry.limit ? await forgetExclusions(db, expiry, walked) : 0;
  const isDone = page.length < expiry.limit && forgotten < expiry.limit;
  await saveWalkPosition(db, expiry.kind, { ...walked, ...last }, isDone);
  return page.length + forgotten + (isDone ? 1 : 0);
};

/** The first ended campaign that retention has not gone through, and the position in its audience. */
const loadCampaign = async (
  db: Kysely<Schema>,
  { kind, before }: MessageExpiry,
): Promise<WalkedCampaigns | undefined> => {
  const { rows } = await sql<WalkedCampaigns>`
    select campaigns.id as campaign_id, coalesce(zone_set, -1) as zone_set, coalesce(slot, 0) as slot,
      coalesce(after, '00000000-0000-0000-0000-000000000000') as after
    from campaigns left join retention_walks on kind = ${kind} and campaign_id = campaigns.id
    where campaigns.status in ('completed', 'canceled') and campaigns.ended_at < ${before} and is_done is not true
    order by campaigns.ended_at limit 1`.execute(db);
  return rows[0];
};

const nextPage = async (db: Kysely<Schema>, { campaign_id: id, ...place }: WalkedCampaigns, limit: number) => {
  const { rows } = await sql<Place>`
    select zone_set, slot, id as after from recipients
    where campaign_id = ${id} and (zone_set, slot, id) > (${place.zone_set}::smallint, ${place.slot}::smallint, ${place.after}::uuid)
    order by zone_set, slot, id limit ${limit}`.execute(db);
  return rows;
};

/** Empties the audience's own copies. Recipients with a message have their data there, too. */
const emptied: Partial<Record<MessageExpiry['kind'], ReturnType<typeof sql>>> = {
  content: sql`content_sealed = ${erased}, fallback_content_sealed = null`,
  numbers: sql`to_index = ${nobody}, to_sealed = ${erased}, fallback_to_sealed = null`,
};

const emptyRecipients = async (
  db: Kysely<Schema>,
  kind: MessageExpiry['kind'],
  walked: WalkedCampaigns,
  last: Place,
) => {
  const set = emptied[kind];
  if (!set) return;
  await sql`
    update recipients set ${set}
    where campaign_id = ${walked.campaign_id}
      and (zone_set, slot, id) > (${walked.zone_set}::smallint, ${walked.slot}::smallint, ${walked.after}::uuid)
      and (zone_set, slot, id) <= (${last.zone_set}::smallint, ${last.slot}::smallint, ${last.after}::uuid)`.execute(
    db,
  );
};

/** Returns how many people it took off the list of a campaign, which needs nobody on it any more. */
const forgetExclusions = async (
  db: Kysely<Schema>,
  { kind, limit }: MessageExpiry,
  { campaign_id: id }: WalkedCampaigns,
): Promise<number> => {
  if (kind !== 'numbers') return 0;
  const { numAffectedRows = 0n } = await sql`
    delete from exclusions where ctid = any (array(
      select ctid from exclusions where campaign_id = ${id} limit ${limit}
    ))`.execute(db);
  return Number(numAffectedRows);
};

const findMessages = async (db: Kysely<Schema>, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`select id from messages where id = any (${ids}::uuid[])`.execute(db);
  return rows.map(({ id }) => id);
};

const saveWalkPosition = (
  db: Kysely<Schema>,
  kind: MessageExpiry['kind'],
  walked: WalkedCampaigns,
  isDone: boolean,
) => {
  const { campaign_id: id, ...place } = walked;
  const position = { ...place, is_done: isDone };
  return db
    .insertInto('retention_walks')
    .values({ kind, campaign_id: id, ...position })
    .onConflict((conflict) => conflict.columns(['kind', 'campaign_id']).doUpdateSet(position))
    .execute();
};

const dayMs = 24 * 3_600_000;
/** A frequency cap looks back so far at the most. */
const longestCapMs = 30 * dayMs;

type WalkedPaces = { last: Buffer | null; seen: number };

/**
 * Continues through the people who got marketing, in order of their indexes, and deletes those without any for that
 * long. It starts again a day after it reached the end. Returns the number of people processed.
 */
export const walkPaces = async (db: Kysely<Schema>, { kind, before, at, limit }: Expiry): Promise<number> => {
  const place = await db
    .selectFrom('retention_walks')
    .select(['after', 'ended_at'])
    .where('kind', '=', kind)
    .where('campaign_id', '=', indexOrderWalk)
    .executeTakeFirst();
  if (place?.ended_at && place.ended_at.getTime() > at.getTime() - dayMs) return 0;
  const oldest = new Date(Math.min(before.getTime(), at.getTime() - longestCapMs));
  // The first half of an index is enough to say where it is.
  const after = place ? Buffer.from(place.after.replaceAll('-', ''), 'hex') : Buffer.alloc(0);
  const { rows } = await sql<WalkedPaces>`
    with page as (
      select to_index, recent from marketing_paces where to_index > ${after} order by to_index limit ${limit}
    ),
    forgotten as (
      delete from marketing_paces using page
      where marketing_paces.to_index = page.to_index and marketing_paces.recent = page.recent
        and ${oldest} > all (page.recent)
    )
    select (select to_index from page order by to_index desc limit 1) as last, count(*)::int as seen from page`.execute(
    db,
  );
  const { last, seen } = rows[0] ?? { last: null, seen: 0 };
  const isOver = !last || seen < limit;
  const position = isOver
    ? { after: '00000000-0000-0000-0000-000000000000', ended_at: at }
    : { after: last.toString('hex', 0, 16), ended_at: null };
  await db
    .insertInto('retention_walks')
    .values({ kind, campaign_id: indexOrderWalk, ...position })
    .onConflict((conflict) => conflict.columns(['kind', 'campaign_id']).doUpdateSet(position))
    .execute();
  return seen;
};
