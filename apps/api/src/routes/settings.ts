import { ListAudit, PutPrices, PutSettings, type AuditPage } from '@recado/contract';
import {
  listAudit as list,
  putPrices as messagingPut,
  putSettings as put,
  Refusal,
  type AccountSettings,
  type PriceList,
  type PutPricesDeps,
  type PutSettingsDeps,
} from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry, noting, type Noted } from '../auth/audit.ts';
import { parse } from '../http/parse.ts';
import { presentAuditEntry, presentPrices, presentSettings } from '../present/settings.ts';

type SettingsDeps = { findSettings: () => Promise<AccountSettings> };

export const getSettings =
  (deps: SettingsDeps): RequestHandler =>
  async (_request, response) => {
    response.json(presentSettings(await deps.findSettings()));
  };

/** Changes what the body names. */
export const putSettings =
  (deps: Noted<PutSettingsDeps, 'changeSettings'>): RequestHandler =>
  async (request, response) => {
    const wish = parse(PutSettings, request.body);
    const detail = { settings: Object.keys(wish) };
    const audit = auditEntry(deps, response, { action: 'settings.changed', object: 'settings', detail });
    const settings = await put({ ...deps, changeSettings: noting(deps.changeSettings, audit) }, wish);
    response.json(presentSettings(settings));
  };

type PricesDeps = { findPrices: () => Promise<PriceList | undefined> };

export const getPrices =
  (deps: PricesDeps): RequestHandler =>
  async (_request, response) => {
    const prices = await deps.findPrices();
    if (!prices) throw new Refusal('not-found', 'There is no price list yet: PUT one');
    response.json(presentPrices(prices));
  };

/** Replaces the whole list. */
export const putPrices =
  (deps: Noted<PutPricesDeps, 'putPrices'>): RequestHandler =>
  async (request, response) => {
    const wish = parse(PutPrices, request.body);
    const detail = { currency: wish.currency, prices: wish.prices.length };
    const audit = auditEntry(deps, response, { action: 'prices.changed', object: 'prices', detail });
    response.json(presentPrices(await messagingPut({ ...deps, putPrices: noting(deps.putPrices, audit) }, wish)));
  };

type ListAuditDeps = Parameters<typeof list>[0];

export const listAudit =
  (deps: ListAuditDeps): RequestHandler =>
  async (request, response) => {
    const { entries, nextCursor } = await list(deps, parse(ListAudit, request.query));
    const page: AuditPage = { data: entries.map(presentAuditEntry), next_cursor: nextCursor };
    response.json(page);
  };
