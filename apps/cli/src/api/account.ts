import { AuditPage, PriceList, Settings } from '@recado/contract';
import type { Caller } from './http.ts';
import { query } from './query.ts';

/** What holds for all that is sent. */
export const makeAccountCalls = ({ call }: Caller) => ({
  /** The newest first. */
  audit: (filter: Record<string, string | undefined>): Promise<AuditPage> =>
    call(AuditPage, { method: 'GET', path: `/v1/audit${query(filter)}` }),
  prices: (): Promise<PriceList> => call(PriceList, { method: 'GET', path: '/v1/prices' }),
  putPrices: (list: unknown): Promise<PriceList> => call(PriceList, { method: 'PUT', path: '/v1/prices', body: list }),
  settings: (): Promise<Settings> => call(Settings, { method: 'GET', path: '/v1/settings' }),
  putSettings: (wish: SettingsRequest): Promise<Settings> =>
    call(Settings, { method: 'PUT', path: '/v1/settings', body: wish }),
});

/** What `PUT /v1/settings` takes, as someone writes it. The API checks it. */
export type SettingsRequest = Record<string, unknown>;
