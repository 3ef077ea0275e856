import { makeList, type List } from './list.ts';
import { withKey, type CallOptions, type Transport } from './transport.ts';
import type {
  AuditEntry,
  ListAuditQuery,
  PriceList,
  PutPrices,
  PutSender,
  PutSettings,
  PutTemplate,
  Sender,
  SenderHistory,
  SenderPage,
  Settings,
  SyncedTemplates,
  Template,
  TemplatePage,
} from './types.ts';

export const makeTemplates = ({ json }: Transport) => {
  const at = (name: string) => `/v1/templates/${encodeURIComponent(name)}`;
  return {
    list: (options?: CallOptions): Promise<TemplatePage> => json('GET', '/v1/templates', options),
    get: (name: string, query: { language?: string } = {}, options?: CallOptions): Promise<Template> =>
      json('GET', at(name), { ...options, query }),
    /** Creates a template, or replaces one of its languages. */
    put: (name: string, template: PutTemplate, options?: CallOptions): Promise<Template> =>
      json('PUT', at(name), { ...options, body: template }),
    /** Imports the templates of the Twilio account, with their approval. */
    sync: (options?: CallOptions): Promise<SyncedTemplates> => json('POST', '/v1/templates/sync', withKey(options)),
  };
};

export const makeSenders = ({ json }: Transport) => {
  const at = (id: string) => `/v1/senders/${encodeURIComponent(id)}`;
  return {
    list: (options?: CallOptions): Promise<SenderPage> => json('GET', '/v1/senders', options),
    get: (id: string, options?: CallOptions): Promise<Sender> => json('GET', at(id), options),
    put: (id: string, sender: PutSender, options?: CallOptions): Promise<Sender> =>
      json('PUT', at(id), { ...options, body: sender }),
    /** Returns the rate in force by minute, and what changed it. Default: 24 hours. */
    history: (id: string, query: { hours?: number } = {}, options?: CallOptions): Promise<SenderHistory> =>
      json('GET', `${at(id)}/history`, { ...options, query }),
  };
};

export const makeSettings = ({ json }: Transport) => ({
  get: (options?: CallOptions): Promise<Settings> => json('GET', '/v1/settings', options),
  /** Changes the settings that are named. */
  put: (settings: PutSettings, options?: CallOptions): Promise<Settings> =>
    json('PUT', '/v1/settings', { ...options, body: settings }),
});

export const makePrices = ({ json }: Transport) => ({
  get: (options?: CallOptions): Promise<PriceList> => json('GET', '/v1/prices', options),
  /** Replaces the whole list. */
  put: (prices: PutPrices, options?: CallOptions): Promise<PriceList> =>
    json('PUT', '/v1/prices', { ...options, body: prices }),
});

export const makeAudit = (transport: Transport) => ({
  list: (query?: ListAuditQuery, options?: CallOptions): List<AuditEntry> =>
    makeList(transport, '/v1/audit', { ...options, query }),
  /** Returns all entries that match, as CSV of any length. */
  file: (query?: Omit<ListAuditQuery, 'cursor' | 'limit'>, options?: CallOptions): Promise<Response> =>
    transport.open('GET', '/v1/audit.csv', { ...options, query: { ...query }, accept: 'text/csv' }),
});
