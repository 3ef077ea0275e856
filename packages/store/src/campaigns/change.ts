import {
  bySystem,
  type CampaignChange,
  type Changed,
  type Changing,
  type Launching,
  type RecordedCampaign,
  type RecordedCampaignEvent,
} from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { findEstimateBasis } from '../audience/estimate.ts';
import { tryImportLock } from '../audience/import-lock.ts';
import type { Schema } from '../schema/index.ts';
import { lockCampaign, updateCampaign, writeCampaignEvent } from './campaigns.ts';
import { startGuard } from './counters.ts';
import { onceByKey } from './idempotency.ts';
import { poolOf } from './rows.ts';

type Moved = { before: RecordedCampaign; change: CampaignChange };
type EventContext = Pick<Changing, 'at' | 'by' | 'byId'>;

/**
 * Changes a campaign under a row lock, so each caller decides on the state that the caller before it left. `decide`
 * must not query on another connection: the pool may have none left.
 */
export const changeLocked = (
  db: Kysely<Schema>,
  { id, key, ...context }: Omit<Changing, 'decide'>,
  decide: Decide,
): Promise<Changed> =>
  onceByKey(db, { key, at: context.at }, async (trx) => {
    const before = await lockCampaign(trx, id);
    const change = await decide(before, trx);
    if (!before) return { kind: 'not-found' };
    if (!change) return { kind: 'unchanged', campaign: before };
    const campaign = await carryOut(trx, { before, change }, context);
    return { kind: 'changed', campaign };
  });

const carryOut = async (
  trx: Kysely<Schema>,
  { before, change }: Moved,
  { at, ...context }: EventContext,
): Promise<RecordedCampaign> => {
  const campaign = await updateCampaign(trx, before.id, change, at);
  if (change.closesWindows) await closeWindows(trx, before.id, at);
  if (change.opensCursors) await openCursors(trx, before.id);
  if (campaign.status === 'running' && before.status !== 'running') await startGuard(trx, before.id, at);
  await writeCampaignEvent(trx, before.id, { at, ...change.event, ...context });
  return campaign;
};

type Decide = (
  campaign: RecordedCampaign | undefined,
  trx: Kysely<Schema>,
) => CampaignChange | undefined | Promise<CampaignChange | undefined>;

export const changeCampaign = (db: Kysely<Schema>, { decide, ...changing }: Changing): Promise<Changed> =>
  changeLocked(db, changing, decide);

/** Changes a campaign by what its audience and its estimate are at that moment. No upload begins before it is done. */
export const saveLaunch = (db: Kysely<Schema>, { decide, ...launching }: Launching): Promise<Changed> =>
  changeLocked(db, launching, async (campaign, trx) => {
    const isImporting = !(await tryImportLock(trx, launching.id));
    const basis = await findEstimateBasis(trx, launching.id);
    return basis && decide(campaign, { isImporting, basis });
  });

/** Why Recado pauses a campaign by itself, and the figures that show it. */
export type CampaignPause = { at: Date; reason: string } & Pick<RecordedCampaignEvent, 'detail'>;

/** Pauses a running campaign and writes the reason. If several callers do so at once, only one gets `true`. */
export const savePause = async (db: Kysely<Schema>, id: string, pause: CampaignPause): Promise<boolean> => {
  const { at, reason, detail } = pause;
  const shown = detail ? JSON.stringify(detail) : null;
  const { numAffectedRows } = await sql`
    with paused as (
      update campaigns set status = 'paused', status_reason = ${reason}, paused_at = ${at}, updated_at = ${at}
      where id = ${id} and status = 'running'
      returning id
    ),
    told as (
      insert into campaign_events (campaign_id, id, at, type, reason, detail)
      select id, ${uuidv7()}, ${at}, 'paused', ${reason}, ${shown}::jsonb from paused
    )
    insert into audit_log (id, at, actor_name, action, object, detail)
    select ${uuidv7({ msecs: at.getTime() })}, ${at}, ${bySystem.name}, 'campaign.paused', 'campaigns/' || id,
      jsonb_build_object('reason', ${reason}::text) || coalesce(${shown}::jsonb, '{}')
    from paused`.execute(db);
  return numAffectedRows === 1n;
};

/**
 * Closes the window of a campaign's queued messages, so that they are parked and queued again by the campaign's current
 * window. They are only a few seconds of the senders' rate.
 */
const closeWindows = async (db: Kysely<Schema>, campaignId: string, at: Date): Promise<void> => {
  await sql`
    update messages set window_until = ${at} from campaigns
    where campaigns.id = ${campaignId} and messages.campaign_id = campaigns.id
      and messages.sender_id = any (${poolOf}) and messages.indexed_as = 'accepted' and messages.due_at < 'infinity'`.execute(
    db,
  );
};

/** The number of slots into which people are divided, by their index. */
const slots = 64;

/**
 * Creates a cursor at the start of each part of a campaign's audience, for each set of zones. Sender k of n gets the
 * slots with slot % n = k. Repeating it changes nothing. It must run in the transaction that freezes the audience.
 */
const openCursors = async (db: Kysely<Schema>, campaignId: string): Promise<void> => {
  await sql`
    insert into feed_cursors (campaign_id, sender_id, zone_set, slots)
    select campaigns.id, pool.sender_id, audience_zones.zone_set, array(
      select slot::smallint from generate_series(0, ${slots} - 1) as slot
      where slot % cardinality(campaigns.sender_ids) = pool.place - 1
    )
    from campaigns
    join audience_zones on audience_zones.campaign_id = campaigns.id
    cross join unnest(campaigns.sender_ids) with ordinality as pool (sender_id, place)
    where campaigns.id = ${campaignId}
    on conflict do nothing`.execute(db);
};
