import { ExportAudit, ListAudit, PutPrices, PutSettings, type AuditPage } from '@recado/contract';
import {
  listAudit as list,
  putPrices as replacePrices,
  putSettings as put,
  Refusal,
  type AccountSettings,
  type PriceList,
  type PutPricesDeps,
  type PutSettingsDeps,
  type RecordedAuditEntry,
  type UsageCheck,
} from '@recado/messaging';
import type { RequestHandler } from 'express';
import { actorOf } from '../auth/caller.ts';
import { parse } from '../http/parse.ts';
import { csvFile, csvPage, sendCsv } from '../http/stream.ts';
import { presentAuditEntry, presentPrices, presentSettings } from '../present/settings.ts';

type SettingsDeps = { findSettings: () => Promise<AccountSettings> };

export const getSettings =
  (deps: SettingsDeps): RequestHandler =>
  async (_request, response) => {
    response.json(presentSettings(await deps.findSettings()));
  };

/** Changes what the body names. */
export const putSettings =
  (deps: PutSettingsDeps): RequestHandler =>
  async (request, response) => {
    const settings = await put(deps, parse(PutSettings, request.body), { actor: actorOf(response) });
    response.json(presentSettings(settings));
  };

type PricesDeps = {
  findPrices: () => Promise<PriceList | undefined>;
  findUsageCheck: () => Promise<UsageCheck | undefined>;
};

export const getPrices =
  (deps: PricesDeps): RequestHandler =>
  async (_request, response) => {
    const [prices, usage] = await Promise.all([deps.findPrices(), deps.findUsageCheck()]);
    if (!prices) throw new Refusal('not-found', 'There is no price list. Create one with PUT');
    response.json(presentPrices(prices, usage));
  };

/** Replaces the whole list. */
export const putPrices =
  (deps: PutPricesDeps & Pick<PricesDeps, 'findUsageCheck'>): RequestHandler =>
  async (request, response) => {
    const prices = await replacePrices(deps, parse(PutPrices, request.body), { actor: actorOf(response) });
    response.json(presentPrices(prices, await deps.findUsageCheck()));
  };

type ListAuditDeps = Parameters<typeof list>[0];

export const listAudit =
  (deps: ListAuditDeps): RequestHandler =>
  async (request, response) => {
    const { entries, nextCursor } = await list(deps, parse(ListAudit, request.query));
    const page: AuditPage = { data: entries.map(presentAuditEntry), next_cursor: nextCursor };
    response.json(page);
  };

/** Streams the entries that match, at most 1,000 from PostgreSQL at a time. */
export const exportAudit =
  (deps: ListAuditDeps): RequestHandler =>
  async (request, response) =>
    sendCsv(response, { name: 'audit.csv', pieces: auditLines(deps, parse(ExportAudit, request.query)) });

async function* auditLines(deps: ListAuditDeps, query: ExportAudit) {
  yield csvFile([['at', 'actor', 'actor_kind', 'action', 'object', 'detail']]);
  let cursor: string | null = null;
  do {
    const page = await list(deps, { ...query, limit: auditPage, ...(cursor !== null && { cursor }) });
    yield csvPage(page.entries.map(auditRow));
    cursor = page.nextCursor;
  } while (cursor !== null);
}

const auditPage = 1_000;

const auditRow = (entry: RecordedAuditEntry) => [
  entry.at.toISOString(),
  entry.actor.name,
  entry.actor.kind,
  entry.action,
  entry.object,
  entry.detail && JSON.stringify(entry.detail),
];
