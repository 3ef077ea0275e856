import type { Total } from '@recado/contract';
import {
  bySystem,
  type CampaignChange,
  type CampaignFilter,
  type Changed,
  type NewCampaign,
  type NewCampaignEvent,
  type RecordedCampaign,
  type RecordedCampaignEvent,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { writeAuditEntry } from '../audit/audit.ts';
import { directionOf, isInRange } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { onceByKey } from './idempotency.ts';
import { campaignEventOfRow, campaignOfRow, columnsOfSettings, columnsOfState, newCopyOf } from './rows.ts';

/** Writes down what happened to a campaign, and in the audit log. Belongs in the transaction that makes it happen. */
export const writeCampaignEvent = async (
  db: Kysely<Schema>,
  campaignId: string,
  { at, type, by, byId, reason, detail }: NewCampaignEvent,
): Promise<void> => {
  await db
    .insertInto('campaign_events')
    .values({
      campaign_id: campaignId,
      id: uuidv7(),
      at,
      type,
      by: by ?? null,
      reason: reason ?? null,
      detail: detail ? JSON.stringify(detail) : null,
    })
    .execute();
  await writeAuditEntry(db, {
    at,
    actor: by === undefined ? bySystem : { name: by, ...(byId !== undefined && { id: byId }) },
    action: `campaign.${type}`,
    object: `campaigns/${campaignId}`,
    ...((reason ?? detail) !== undefined && { detail: { ...(reason !== undefined && { reason }), ...detail } }),
  });
};

/** Commits a draft and takes its key, or gives what the key made before. */
export const insertCampaign = (db: Kysely<Schema>, campaign: NewCampaign): Promise<Changed> =>
  onceByKey(db, campaign, async (trx) => {
    const { id, at, by, byId, settings, followUp } = campaign;
    const row = await trx
      .insertInto('campaigns')
      .values({
        id,
        ...columnsOfSettings(settings),
        audience_copy: followUp ? newCopyOf(followUp) : null,
        created_at: at,
        created_by: by,
        updated_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await writeCampaignEvent(trx, id, { at, type: 'created', by, byId });
    return { kind: 'changed', campaign: campaignOfRow(row) };
  });

export const loadCampaign = async (db: Kysely<Schema>, id: string): Promise<RecordedCampaign | undefined> => {
  const row = await db.selectFrom('campaigns').selectAll().where('id', '=', id).executeTakeFirst();
  return row && campaignOfRow(row);
};

const eventsShown = 200;

/** Returns a campaign with its latest events, the oldest first. */
export const loadCampaignHistory = async (db: Kysely<Schema>, id: string) => {
  const campaign = await loadCampaign(db, id);
  return campaign && { campaign, events: await latestEvents(db, id) };
};

const latestEvents = async (db: Kysely<Schema>, id: string): Promise<RecordedCampaignEvent[]> => {
  const rows = await db
    .selectFrom('campaign_events')
    .selectAll()
    .where('campaign_id', '=', id)
    .orderBy('id', 'desc')
    .limit(eventsShown)
    .execute();
  return rows.toReversed().map(campaignEventOfRow);
};

export const loadCampaigns = async (db: Kysely<Schema>, filter: CampaignFilter): Promise<RecordedCampaign[]> => {
  const query = filtered(db, filter).selectAll().orderBy('id', directionOf(filter)).limit(filter.limit);
  return (await query.execute()).map(campaignOfRow);
};

const filtered = (db: Kysely<Schema>, { status, q, createdBy, ...range }: CampaignFilter) => {
  let query = db.selectFrom('campaigns').where(isInRange(range));
  if (status !== undefined) query = query.where('status', '=', status);
  if (q !== undefined) query = query.where('name', 'ilike', `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`);
  if (createdBy !== undefined) query = query.where('created_by', '=', createdBy);
  return query;
};

const mostCounted = 10_000;

/** Counts campaigns, but no more than 10,000 of them. */
export const countCampaigns = async (db: Kysely<Schema>, filter: CampaignFilter): Promise<Total> => {
  const { counted } = await db
    .selectFrom(
      filtered(db, filter)
        .select('id')
        .limit(mostCounted + 1)
        .as('found'),
    )
    .select((eb) => eb.fn.countAll<string>().as('counted'))
    .executeTakeFirstOrThrow();
  return { value: Math.min(mostCounted, Number(counted)), exact: Number(counted) <= mostCounted };
};

export type CampaignState = { status: string; reason: string; campaigns: number };

/** Counts the campaigns that have not ended, by status and its reason. */
export const countCampaignStates = async (db: Kysely<Schema>): Promise<CampaignState[]> => {
  const rows = await db
    .selectFrom('campaigns')
    .select((eb) => ['status', 'status_reason as reason', eb.fn.countAll<string>().as('counted')])
    .where('status', 'in', ['scheduled', 'running', 'paused'])
    .groupBy(['status', 'status_reason'])
    .execute();
  return rows.map(({ status, reason, counted }) => ({ status, reason: reason ?? '', campaigns: Number(counted) }));
};

/** Saves a campaign's change and returns the changed campaign. */
export const updateCampaign = async (
  db: Kysely<Schema>,
  id: string,
  { settings, state }: CampaignChange,
  at: Date,
): Promise<RecordedCampaign> => {
  const row = await db
    .updateTable('campaigns')
    .set((eb) => ({
      ...(settings && { ...columnsOfSettings(settings), version: eb('version', '+', 1) }),
      ...(state && columnsOfState(state)),
      updated_at: at,
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return campaignOfRow(row);
};

/** Locks a campaign until the transaction ends. Counting and feeding are not blocked. */
export const lockCampaign = async (db: Kysely<Schema>, id: string): Promise<RecordedCampaign | undefined> => {
  const row = await db.selectFrom('campaigns').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row && campaignOfRow(row);
};

/** The ids of scheduled campaigns whose time has come, or was taken away. */
export const findDueCampaigns = async (db: Kysely<Schema>, at: Date): Promise<string[]> => {
  const rows = await db
    .selectFrom('campaigns')
    .select('id')
    .where('status', '=', 'scheduled')
    .where((eb) => eb.or([eb('send_at', 'is', null), eb('send_at', '<=', at)]))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};

/** Returns the currency of the price list; `undefined` while the list is empty. */
export const findPriceCurrency = async (db: Kysely<Schema>): Promise<string | undefined> => {
  const row = await db.selectFrom('price_lists').select('currency').executeTakeFirst();
  return row?.currency;
};
