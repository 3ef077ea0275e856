import { PutSettings } from '@recado/contract';
import { putSettings as put, type AccountSettings, type PutSettingsDeps } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../http/parse.ts';
import { presentSettings } from '../present/present-settings.ts';

type Deps = { findSettings: () => Promise<AccountSettings> };

export const getSettings =
  (deps: Deps): RequestHandler =>
  async (_request, response) => {
    response.json(presentSettings(await deps.findSettings()));
  };

/** Changes what the body names. */
export const putSettings =
  (deps: PutSettingsDeps): RequestHandler =>
  async (request, response) => {
    response.json(presentSettings(await put(deps, parse(PutSettings, request.body))));
  };
