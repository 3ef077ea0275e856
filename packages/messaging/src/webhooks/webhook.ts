import { randomBytes, randomUUID } from 'node:crypto';
import type {
  CreateWebhook,
  EventName,
  ListDeliveries as DeliveriesQuery,
  PatchWebhook,
  ReplayWebhook,
  WebhookFilter,
} from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal, refuseField } from '../errors.ts';
import { withRange, type ListRange } from '../pagination.ts';
import type { EventRange } from '../events/events.ts';
import type { DeliveryNote } from './deliver-events.ts';
import { isPrivateHost } from '../private-addresses.ts';

/** A webhook of yours, without its secrets. */
export type RecordedWebhook = {
  id: string;
  url: string;
  types?: EventName[];
  filter?: WebhookFilter;
  includeNumbers: boolean;
  /** The number of waiting events. */
  waiting: number;
  status: 'active' | 'parked' | 'ended';
  reason?: string;
  createdAt: Date;
  /** It has all events up to this number, except those that wait. */
  sequence: number;
  failingSince?: Date;
  nextAt: Date;
  replay?: { after: number; to: number };
};

export type NewWebhook = Pick<RecordedWebhook, 'id' | 'url' | 'types' | 'filter' | 'includeNumbers' | 'createdAt'> & {
  secret: string;
  createdBy: string;
};

export type WebhookChange = {
  url?: string;
  types?: EventName[] | null;
  filter?: WebhookFilter | null;
  includeNumbers?: boolean;
  status?: 'active';
  secret?: string;
  /** The former secret signs too until then. */
  formerUntil?: Date;
  replay?: { after: number; to: number };
};

export type WebhookDeps = {
  clock: () => Date;
  /** Webhooks may lead to private networks, and by http. */
  allowsPrivateWebhooks: boolean;
  countWebhooks: () => Promise<number>;
  insertWebhook: (webhook: NewWebhook, audit: AuditEntry) => Promise<RecordedWebhook>;
  /** Returns the changed webhook; `undefined` if there is none. */
  changeWebhook: (
    id: string,
    change: WebhookChange,
    at: Date,
    audit: AuditEntry,
  ) => Promise<RecordedWebhook | undefined>;
  deleteWebhook: (id: string, audit: AuditEntry) => Promise<true | undefined>;
  writeTestEvent: (id: string) => Promise<boolean>;
  findEventRange: () => Promise<EventRange>;
  findSenders: () => Promise<readonly { id: string }[]>;
  loadCampaign: (id: string) => Promise<object | undefined>;
};

const most = 100;

/** Creates a webhook for the events from now on, and returns its secret, which is never shown again. */
export const createWebhook = async (
  deps: WebhookDeps,
  { url, types, filter, include_numbers }: CreateWebhook,
  by: ByActor,
) => {
  checkUrl(deps, url);
  await checkFilter(deps, filter);
  if ((await deps.countWebhooks()) >= most)
    throw new Refusal('conflict', `There are ${most} webhooks. Delete one first`);
  const secret = newSecret();
  const createdAt = deps.clock();
  const id = randomUUID();
  const webhook = await deps.insertWebhook(
    {
      id,
      url,
      ...(types && { types }),
      ...(filter && { filter }),
      includeNumbers: include_numbers,
      createdAt,
      secret,
      createdBy: by.actor.name,
    },
    entryOf(deps, by, { id, action: 'webhook.created', detail: { url, include_numbers } }),
  );
  return { webhook, secret };
};

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Throws a Refusal for an address that no request may go to. Names are looked up again for each request. */
const checkUrl = ({ allowsPrivateWebhooks }: WebhookDeps, url: string): void => {
  if (allowsPrivateWebhooks) return;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') throw refuseField('url', 'not_https', 'must be an https URL');
  if (isPrivateHost(hostname))
    throw refuseField(
      'url',
      'private_address',
      'is in a private network. Use a public address, or set WEBHOOKS_ALLOW_PRIVATE=true',
    );
};

/** Throws a Refusal for a sender or a campaign that does not exist: nothing would ever match. */
const checkFilter = async (deps: WebhookDeps, filter: WebhookFilter = {}): Promise<void> => {
  const { sender = [], campaign_id: campaignId = [] } = filter;
  const known = new Set((await deps.findSenders()).map(({ id }) => id));
  for (const id of [sender].flat())
    if (!known.has(id)) throw refuseField('filter.sender', 'unknown_sender', `there is no sender ${id}`);
  for (const id of [campaignId].flat())
    if (!(await deps.loadCampaign(id)))
      throw refuseField('filter.campaign_id', 'unknown_campaign', `there is no campaign ${id}`);
};

type Done = { id: string; action: string; detail?: object };

const entryOf = (deps: WebhookDeps, { actor }: ByActor, { id, action, detail = {} }: Done): AuditEntry => ({
  at: deps.clock(),
  actor,
  action,
  object: `webhooks/${id}`,
  detail: { ...detail },
});

export const noSuchWebhook = (): Refusal => new Refusal('not-found', 'There is no such webhook');

/** Changes what the request names. */
export const patchWebhook = async (deps: WebhookDeps, id: string, request: PatchWebhook, by: ByActor) => {
  const { url, types, filter, include_numbers: includeNumbers, status } = request;
  if (url !== undefined) checkUrl(deps, url);
  await checkFilter(deps, filter ?? undefined);
  const values: WebhookChange = {
    ...(url !== undefined && { url }),
    ...(types !== undefined && { types }),
    ...(filter !== undefined && { filter }),
    ...(includeNumbers !== undefined && { includeNumbers }),
    ...(status && { status }),
  };
  return change(deps, id, values, entryOf(deps, by, { id, action: 'webhook.changed', detail: request }));
};

const change = async (deps: WebhookDeps, id: string, values: WebhookChange, audit: AuditEntry) => {
  const webhook = await deps.changeWebhook(id, values, deps.clock(), audit);
  if (!webhook) throw noSuchWebhook();
  return webhook;
};

const bothValidMs = 24 * 3_600_000;

/** Gives a webhook another secret. For a day, requests are signed with both. */
export const rotateWebhookSecret = async (deps: WebhookDeps, id: string, by: ByActor) => {
  const secret = newSecret();
  const formerUntil = new Date(deps.clock().getTime() + bothValidMs);
  const webhook = await change(
    deps,
    id,
    { secret, formerUntil },
    entryOf(deps, by, { id, action: 'webhook.secret_rotated' }),
  );
  return { webhook, secret };
};

export const deleteWebhook = async (deps: WebhookDeps, id: string, by: ByActor): Promise<void> => {
  if (!(await deps.deleteWebhook(id, entryOf(deps, by, { id, action: 'webhook.deleted' })))) throw noSuchWebhook();
};

/** Writes an event that only this webhook gets, whatever it asked for. */
export const testWebhook = async (deps: WebhookDeps, id: string): Promise<void> => {
  if (!(await deps.writeTestEvent(id))) throw noSuchWebhook();
};

/** Sends events again, with their first ids. Throws a Refusal for events that are not there. */
export const replayWebhook = async (deps: WebhookDeps, id: string, { from, to }: ReplayWebhook, by: ByActor) => {
  const { first, last } = await deps.findEventRange();
  if (to > last) throw refuseField('to', 'in_the_future', `is after the last event, which has the number ${last}`);
  if (from < first)
    throw refuseField('from', 'expired', `the events before ${first} were deleted; begin with ${first}`);
  const replay = { after: from - 1, to };
  return change(deps, id, { replay }, entryOf(deps, by, { id, action: 'webhook.replayed', detail: { from, to } }));
};

/** A delivery with its place, the newest of which is the largest. */
export type RecordedDelivery = DeliveryNote & { place: number; at: Date };

type DeliveriesDeps = Pick<WebhookDeps, 'clock'> & {
  findWebhook: (id: string) => Promise<RecordedWebhook | undefined>;
  loadDeliveries: (filter: ListRange & { id: string }) => Promise<RecordedDelivery[]>;
};

/** Returns deliveries to a webhook, a page at a time. Throws a Refusal for an invalid cursor. */
export const listDeliveries = async (deps: DeliveriesDeps, id: string, { cursor, ...query }: DeliveriesQuery) => {
  if (!(await deps.findWebhook(id))) throw noSuchWebhook();
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
    throw refuseField('cursor', 'invalid', 'is not valid. Use next_cursor from an earlier response');
  const range = { ...withRange(query), ...(cursor !== undefined && { beyond: cursor }) };
  const found = await deps.loadDeliveries({ ...range, id });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return { deliveries: page, nextCursor: found.length > query.limit && last ? String(last.place) : null };
};
