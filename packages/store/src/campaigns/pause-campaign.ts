import { bySystem, type RecordedCampaignEvent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';

/** Why Recado pauses a campaign by itself, and the figures that show it. */
export type CampaignPause = { at: Date; reason: string } & Pick<RecordedCampaignEvent, 'detail'>;

/** Pauses a campaign that is running, and notes why: of many that do so at once, one does, and is told so. */
export const pauseCampaign = async (db: Kysely<Schema>, id: string, pause: CampaignPause): Promise<boolean> => {
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
