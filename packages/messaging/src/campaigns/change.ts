import type { ListCampaigns, Total } from '@recado/contract';
import { Refusal, refuseKeyInUse } from '../errors.ts';
import type { IdempotencyKey } from '../messages/accept.ts';
import { pageOf, withRange, type ListRange } from '../pagination.ts';
import type { CampaignSettings, CampaignState, RecordedCampaign, RecordedCampaignEvent } from './campaign.ts';

/** Describes a change of a campaign. Fields that are not named stay as they are. */
export type CampaignChange = {
  settings?: CampaignSettings;
  state?: CampaignState;
  /** Freezes the audience and begins to feed it. */
  opensCursors?: true;
  /** Messages with a job were fed in the old window: they wait for a window of the new one. */
  closesWindows?: true;
  event: Omit<RecordedCampaignEvent, 'at' | 'by'>;
};

/** Names the caller by name and id, and the Idempotency-Key. Without `by` Recado itself makes the change. */
export type RequestContext = {
  by?: string;
  byId?: string | undefined;
  key?: IdempotencyKey | undefined;
  /** The span of the request, if it is sampled. */
  trace?: Buffer | undefined;
};

export type Changing = RequestContext & {
  id: string;
  at: Date;
  /**
   * Decides the change of the campaign under its lock; returns nothing if the campaign is already so. Throws a Refusal
   * if the change is not allowed.
   */
  decide: (campaign: RecordedCampaign | undefined) => CampaignChange | undefined;
};

export type Changed =
  | { kind: 'changed' | 'unchanged'; campaign: RecordedCampaign }
  /** The same request came before; this is the campaign as it was then. */
  | { kind: 'repeated'; campaign: RecordedCampaign }
  /** The key was used before, with another request. */
  | { kind: 'reused' }
  /** The first request with the key is still running. */
  | { kind: 'in-use' }
  | { kind: 'not-found' };

export type ChangeDeps = {
  clock: () => Date;
  /** Changes a campaign, notes it and takes the key, all in one commit; of many at once, one after the other. */
  changeCampaign: (changing: Changing) => Promise<Changed>;
};

/** Holds the response to the caller. `isRepeat`: it is the response of an earlier request. */
export type CampaignResult = { campaign: RecordedCampaign; isRepeat: boolean };

export const noSuchCampaign = (): Refusal => new Refusal('not-found', 'There is no such campaign');

export const existing = (campaign: RecordedCampaign | undefined): RecordedCampaign => {
  if (!campaign) throw noSuchCampaign();
  return campaign;
};

export const toResult = (changed: Changed): CampaignResult => {
  if (changed.kind === 'not-found') throw noSuchCampaign();
  if (changed.kind === 'in-use') throw refuseKeyInUse();
  if (changed.kind === 'reused')
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was already used for a different request. Use a new key',
    );
  return { campaign: changed.campaign, isRepeat: changed.kind === 'repeated' };
};

type Rule = (campaign: RecordedCampaign, at: Date) => CampaignChange | undefined;

/** Changes one campaign by a rule. */
export const changeBy = async (
  { clock, changeCampaign }: ChangeDeps,
  id: string,
  rule: Rule,
  context: RequestContext,
) => {
  const at = clock();
  return toResult(await changeCampaign({ ...context, id, at, decide: (campaign) => rule(existing(campaign), at) }));
};

/** A refusal of what a campaign's status does not allow. */
export const refuseStatus = (campaign: RecordedCampaign, remedy: string): Refusal =>
  new Refusal('conflict', `The campaign ${was[campaign.status]?.(campaign) ?? `is ${campaign.status}`}: ${remedy}`);

const was: Partial<Record<RecordedCampaign['status'], (campaign: RecordedCampaign) => string>> = {
  draft: () => 'is a draft that was not launched',
  completed: ({ endedAt }) => `was completed at ${endedAt?.toISOString()}`,
  canceled: ({ endedAt }) => `was canceled at ${endedAt?.toISOString()}`,
};

/** The fields of a campaign that stay when it is resumed or paused. */
export const launchOf = ({
  launchedAt,
  launchedBy,
  ignoresBalance,
  firstPart,
  trace,
}: RecordedCampaign): Pick<CampaignState, 'launchedAt' | 'launchedBy' | 'ignoresBalance' | 'firstPart' | 'trace'> => ({
  ...(launchedAt && { launchedAt }),
  ...(launchedBy !== undefined && { launchedBy }),
  ...(ignoresBalance && { ignoresBalance }),
  ...(firstPart !== undefined && { firstPart }),
  ...(trace && { trace }),
});

/** `since` and `until` are times of creation; `beyond` is the id of the last campaign of the page before. */
export type CampaignFilter = ListRange & Pick<ListCampaigns, 'status' | 'q'> & { createdBy?: string };

type FindDeps = { loadCampaign: (id: string) => Promise<RecordedCampaign | undefined> };

/** Throws a Refusal when there is no such campaign. */
export const findCampaign = async (deps: FindDeps, id: string): Promise<RecordedCampaign> =>
  existing(await deps.loadCampaign(id));

type HistoryDeps = {
  /** Returns a campaign with its latest events, the oldest first. */
  loadCampaignHistory: (
    id: string,
  ) => Promise<{ campaign: RecordedCampaign; events: RecordedCampaignEvent[] } | undefined>;
};

/** Returns a campaign with its history. Throws a Refusal if it does not exist. */
export const findCampaignHistory = async (deps: HistoryDeps, id: string) => {
  const found = await deps.loadCampaignHistory(id);
  if (!found) throw noSuchCampaign();
  return found;
};

type ListDeps = {
  loadCampaigns: (filter: CampaignFilter) => Promise<RecordedCampaign[]>;
  /** Looks at no more than 10,000. */
  countCampaigns: (filter: CampaignFilter) => Promise<Total>;
};

/** Returns campaigns, a page at a time; if asked, with how many there are. */
export const listCampaigns = async (deps: ListDeps, query: ListCampaigns) => {
  const { created_by: createdBy, count, include: _shown, ...filter } = withRange(query);
  const wanted: CampaignFilter = { ...filter, ...(createdBy !== undefined && { createdBy }) };
  const { beyond: _place, ...all } = wanted;
  const [found, total] = await Promise.all([deps.loadCampaigns(wanted), count ? deps.countCampaigns(all) : undefined]);
  const { page: campaigns, nextCursor } = pageOf(found, query.limit);
  return { campaigns, nextCursor, total };
};
