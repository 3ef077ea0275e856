import {
  noSuchCampaign,
  type CampaignChange,
  type Changed,
  type Changing,
  type RecordedCampaign,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { noteCampaignEvent } from './campaigns.ts';
import { closeWindows } from './close-windows.ts';
import { onceByKey } from './idempotency.ts';
import { lockCampaign } from './lock-campaign.ts';
import { openCursors } from './open-cursors.ts';
import { startWatch } from './start-watch.ts';
import { updateCampaign } from './update-campaign.ts';

type Moved = { before: RecordedCampaign; change: CampaignChange };
type Asked = Pick<Changing, 'at' | 'by' | 'byId'>;

const carryOut = async (
  trx: Kysely<Schema>,
  { before, change }: Moved,
  { at, ...asked }: Asked,
): Promise<RecordedCampaign> => {
  const campaign = await updateCampaign(trx, before.id, change, at);
  if (change.closesWindows) await closeWindows(trx, before.id, at);
  if (change.opensCursors) await openCursors(trx, before.id);
  if (campaign.status === 'running' && before.status !== 'running') await startWatch(trx, before.id, at);
  await noteCampaignEvent(trx, before.id, { at, ...change.event, ...asked });
  return campaign;
};

type Decide = (
  campaign: RecordedCampaign | undefined,
  trx: Kysely<Schema>,
) => CampaignChange | undefined | Promise<CampaignChange | undefined>;

/**
 * Changes a campaign under a lock of its row: of any number of callers each decides by what the one before it left. What
 * is decided must not ask the database on another connection, of which there may be none left.
 */
export const changeLocked = (
  db: Kysely<Schema>,
  { id, key, ...asked }: Omit<Changing, 'decide'>,
  decide: Decide,
): Promise<Changed> =>
  onceByKey(db, { key, at: asked.at }, async (trx) => {
    const before = await lockCampaign(trx, id);
    const change = await decide(before, trx);
    if (!before) throw noSuchCampaign();
    if (!change) return { kind: 'unchanged', campaign: before };
    const campaign = await carryOut(trx, { before, change }, asked);
    return { kind: 'changed', campaign };
  });

export const changeCampaign = (db: Kysely<Schema>, { decide, ...changing }: Changing): Promise<Changed> =>
  changeLocked(db, changing, decide);
