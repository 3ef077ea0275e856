import type { ListCampaigns } from '@recado/contract';
import { Refusal, refuseKeyInUse } from '../errors.ts';
import type { IdempotencyKey } from '../messages/accept.ts';
import { decodeCursor, pageOf } from '../pagination.ts';
import type { CampaignSettings, CampaignState, RecordedCampaign, RecordedCampaignEvent } from './campaign.ts';

/** What becomes of a campaign. What is not named stays as it is. */
export type CampaignChange = {
  settings?: CampaignSettings;
  state?: CampaignState;
  /** From now on the audience is frozen and somebody walks it. */
  opensCursors?: true;
  /** What has a job was fed by the window before: it waits for one of the new window. */
  closesWindows?: true;
  event: Omit<RecordedCampaignEvent, 'at' | 'by'>;
};

/** Who asks, by name and id, and under which key; without `by` Recado does by itself. */
export type Asked = { by?: string; byId?: string | undefined; key?: IdempotencyKey | undefined };

export type Changing = Asked & {
  id: string;
  at: Date;
  /**
   * Looks at the campaign while nobody else can change it, and says what becomes of it: nothing, when it is so already.
   * Throws a Refusal when that may not be.
   */
  decide: (campaign: RecordedCampaign | undefined) => CampaignChange | undefined;
};

export type Changed =
  | { kind: 'changed' | 'unchanged'; campaign: RecordedCampaign }
  /** The same request came before; this is the campaign as it was then. */
  | { kind: 'repeated'; campaign: RecordedCampaign }
  /** The key came before with another request. */
  | { kind: 'reused' }
  /** The first request with the key is still running. */
  | { kind: 'in-use' }
  | { kind: 'not-found' };

export type ChangeDeps = {
  clock: () => Date;
  /** Changes a campaign, notes it and takes the key, all in one commit; of many at once, one after the other. */
  changeCampaign: (changing: Changing) => Promise<Changed>;
};

/** What the caller is told. `isRepeat`: it was told so before. */
export type Told = { campaign: RecordedCampaign; isRepeat: boolean };

export const noSuchCampaign = (): Refusal => new Refusal('not-found', 'There is no such campaign');

export const existing = (campaign: RecordedCampaign | undefined): RecordedCampaign => {
  if (!campaign) throw noSuchCampaign();
  return campaign;
};

export const tell = (changed: Changed): Told => {
  if (changed.kind === 'not-found') throw noSuchCampaign();
  if (changed.kind === 'in-use') throw refuseKeyInUse();
  if (changed.kind === 'reused')
    throw new Refusal('idempotency-key-reused', 'This Idempotency-Key came before with another request: use a new one');
  return { campaign: changed.campaign, isRepeat: changed.kind === 'repeated' };
};

type Rule = (campaign: RecordedCampaign, at: Date) => CampaignChange | undefined;

/** Does to one campaign what a rule says of it. */
export const changeBy = async ({ clock, changeCampaign }: ChangeDeps, id: string, rule: Rule, asked: Asked) => {
  const at = clock();
  return tell(await changeCampaign({ ...asked, id, at, decide: (campaign) => rule(existing(campaign), at) }));
};

/** A refusal of what a campaign's status does not allow. */
export const refuseStatus = (campaign: RecordedCampaign, remedy: string): Refusal =>
  new Refusal('conflict', `The campaign ${was[campaign.status]?.(campaign) ?? `is ${campaign.status}`}: ${remedy}`);

const was: Partial<Record<RecordedCampaign['status'], (campaign: RecordedCampaign) => string>> = {
  draft: () => 'is a draft, which was not launched yet',
  completed: ({ endedAt }) => `was completed at ${endedAt?.toISOString()}`,
  canceled: ({ endedAt }) => `was canceled at ${endedAt?.toISOString()}`,
};

/** What of a campaign stays when it goes on or is held up. */
export const launchOf = ({
  launchedAt,
  launchedBy,
}: RecordedCampaign): Pick<CampaignState, 'launchedAt' | 'launchedBy'> => ({
  ...(launchedAt && { launchedAt }),
  ...(launchedBy !== undefined && { launchedBy }),
});

export type CampaignFilter = Omit<ListCampaigns, 'cursor'> & { before?: string };

type FindDeps = { findCampaign: (id: string) => Promise<RecordedCampaign | undefined> };

/** Throws a Refusal when there is no such campaign. */
export const findCampaign = async (deps: FindDeps, id: string): Promise<RecordedCampaign> =>
  existing(await deps.findCampaign(id));

type HistoryDeps = {
  /** A campaign with the latest of what happened to it, the oldest first. */
  findCampaignHistory: (
    id: string,
  ) => Promise<{ campaign: RecordedCampaign; events: RecordedCampaignEvent[] } | undefined>;
};

/** A campaign with what happened to it. Throws a Refusal when there is none. */
export const findCampaignHistory = async (deps: HistoryDeps, id: string) => {
  const found = await deps.findCampaignHistory(id);
  if (!found) throw noSuchCampaign();
  return found;
};

type ListDeps = { listCampaigns: (filter: CampaignFilter) => Promise<RecordedCampaign[]> };

/** Campaigns, the newest first, a page at a time. */
export const listCampaigns = async (deps: ListDeps, { cursor, ...query }: ListCampaigns) => {
  const found = await deps.listCampaigns({
    ...query,
    limit: query.limit + 1,
    ...(cursor !== undefined && { before: decodeCursor(cursor) }),
  });
  const { page: campaigns, nextCursor } = pageOf(found, query.limit);
  return { campaigns, nextCursor };
};
