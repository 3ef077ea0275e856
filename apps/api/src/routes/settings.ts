import { PutSettings } from '@recado/contract';
import { putSettings as put, type AccountSettings, type PutSettingsDeps } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry, noting, type Noted } from '../auth/audit.ts';
import { parse } from '../http/parse.ts';
import { presentSettings } from '../present/settings.ts';

type Deps = { findSettings: () => Promise<AccountSettings> };

export const getSettings =
  (deps: Deps): RequestHandler =>
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
