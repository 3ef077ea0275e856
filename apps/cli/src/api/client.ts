import {
  AuditPage,
  CanceledMessages,
  ConsentProof,
  Contact,
  CreatedWebhook,
  DeliveryPage,
  ErasedContact,
  EventPage,
  InboundPage,
  ImportedConsents,
  Message,
  MessagePage,
  OptOuts,
  PriceList,
  RetriedMessages,
  Sender,
  SenderPage,
  Settings,
  SyncedTemplates,
  Template,
  TemplatePage,
  Webhook,
  WebhookPage,
} from '@recado/contract';
import { makeCampaignCalls } from './campaigns.ts';
import { makeCaller, query, uploadTo, type Access, type Caller, type Upload } from './http.ts';

/** Calls the HTTP API for the commands. Every call throws a Failure with the problem that the API reports. */
export const makeApiClient = (access: Access) => {
  const caller = makeCaller(access);
  const { call } = caller;
  return {
    send: (message: MessageRequest, idempotencyKey: string): Promise<Message> =>
      call(Message, { method: 'POST', path: '/v1/messages', body: message, idempotencyKey }),
    cancel: (id: string): Promise<Message> => call(Message, { method: 'POST', path: `/v1/messages/${id}/cancel` }),
    find: (id: string): Promise<Message> => call(Message, { method: 'GET', path: `/v1/messages/${id}` }),
    /** The newest comes first. */
    list: (filter: Record<string, string>): Promise<MessagePage> =>
      call(MessagePage, { method: 'GET', path: `/v1/messages?${new URLSearchParams(filter).toString()}` }),
    bulk: {
      cancel: (filter: Record<string, unknown>): Promise<CanceledMessages> =>
        call(CanceledMessages, { method: 'POST', path: '/v1/messages/cancel', body: filter }),
      retry: (filter: Record<string, unknown>): Promise<RetriedMessages> =>
        call(RetriedMessages, { method: 'POST', path: '/v1/messages/retry', body: filter }),
    },
    listTemplates: (): Promise<TemplatePage> => call(TemplatePage, { method: 'GET', path: '/v1/templates' }),
    syncTemplates: (): Promise<SyncedTemplates> =>
      call(SyncedTemplates, { method: 'POST', path: '/v1/templates/sync' }),
    putTemplate: (name: string, template: TemplateRequest): Promise<Template> =>
      call(Template, { method: 'PUT', path: `/v1/templates/${encodeURIComponent(name)}`, body: template }),
    campaigns: makeCampaignCalls(caller),
    consents: makeConsentCalls(caller),
    contacts: makeContactCalls(caller),
    account: makeAccountCalls(caller),
    webhooks: makeWebhookCalls(caller),
    /** The oldest comes first. `wait` may be as long as the API allows. */
    events: (filter: Record<string, string | undefined>): Promise<EventPage> =>
      call(EventPage, { method: 'GET', path: `/v1/events${query(filter)}` }),
  };
};
export type ApiClient = ReturnType<typeof makeApiClient>;

/** Carries the body of `POST /v1/messages` as the user wrote it. The API validates it. */
export type MessageRequest = {
  to: string;
  template?: string;
  language?: string;
  variables?: Record<string, string>;
  body?: string;
  channel?: string;
  sender?: string;
  send_at?: string;
  valid_for?: string | number;
  reference?: string;
};

/** Carries the body of `PUT /v1/templates/:name` as the user wrote it. The API validates it. */
export type TemplateRequest = {
  channel: string;
  category: string;
  language?: string;
  content_sid?: string;
  body?: string;
  variables: string[];
};

/** Calls the routes of audit log, prices and settings. */
const makeAccountCalls = ({ call }: Caller) => ({
  /** The newest comes first. */
  audit: (filter: Record<string, string | undefined>): Promise<AuditPage> =>
    call(AuditPage, { method: 'GET', path: `/v1/audit${query(filter)}` }),
  prices: (): Promise<PriceList> => call(PriceList, { method: 'GET', path: '/v1/prices' }),
  putPrices: (list: unknown): Promise<PriceList> => call(PriceList, { method: 'PUT', path: '/v1/prices', body: list }),
  senders: (): Promise<SenderPage> => call(SenderPage, { method: 'GET', path: '/v1/senders' }),
  putSender: (id: string, request: Record<string, unknown>): Promise<Sender> =>
    call(Sender, { method: 'PUT', path: `/v1/senders/${encodeURIComponent(id)}`, body: request }),
  settings: (): Promise<Settings> => call(Settings, { method: 'GET', path: '/v1/settings' }),
  putSettings: (request: SettingsRequest): Promise<Settings> =>
    call(Settings, { method: 'PUT', path: '/v1/settings', body: request }),
});

/** Carries the body of `PUT /v1/settings` as the user wrote it. The API validates it. */
export type SettingsRequest = Record<string, unknown>;

/** Carries defaults for rows that have none, as the user wrote them. The API validates them. */
type Default = 'channel' | 'source' | 'evidence' | 'occurred_at' | 'granted' | 'confirmed' | 'timezone';
export type ConsentDefaults = { [Name in Default]?: string | undefined };

/** Calls the routes of the consent ledger. */
const makeConsentCalls = ({ call, open }: Caller) => ({
  upload: (file: Upload, defaults: ConsentDefaults = {}): Promise<ImportedConsents> =>
    uploadTo(open, ImportedConsents, `/v1/consents${query(defaults)}`, file),
  prove: (phone: string): Promise<ConsentProof> =>
    call(ConsentProof, { method: 'GET', path: `/v1/contacts/${encodeURIComponent(phone)}/consents` }),
});

/** Carries the body of `POST …/opt-out` and `/opt-in` as the user wrote it. The API validates it. */
export type OptOutRequest = { channel?: string; purpose?: string };
export type OptInRequest = OptOutRequest & { source: string; evidence: string };

/** Calls the routes of one contact. The API accepts any spelling of a number. */
const makeContactCalls = ({ call, open }: Caller) => {
  const at = (phone: string, what = '') => `/v1/contacts/${encodeURIComponent(phone)}${what}`;
  return {
    find: (phone: string): Promise<Contact> => call(Contact, { method: 'GET', path: at(phone) }),
    /** Returns all data as one JSON document, of any length. */
    export: async (phone: string) => (await open(at(phone, '/export'))).body,
    inbound: (filter: Record<string, string | undefined>): Promise<InboundPage> =>
      call(InboundPage, { method: 'GET', path: `/v1/messages/inbound${query(filter)}` }),
    erase: (phone: string): Promise<ErasedContact> => call(ErasedContact, { method: 'DELETE', path: at(phone) }),
    optOut: (phone: string, body: OptOutRequest): Promise<OptOuts> =>
      call(OptOuts, { method: 'POST', path: at(phone, '/opt-out'), body }),
    optIn: (phone: string, body: OptInRequest): Promise<OptOuts> =>
      call(OptOuts, { method: 'POST', path: at(phone, '/opt-in'), body }),
  };
};
export type ContactCalls = ReturnType<typeof makeContactCalls>;

/** Carries the body of `POST /v1/webhooks` as the user wrote it. The API validates it. */
type WebhookRequest = {
  url: string;
  types?: string[];
  filter?: Record<string, unknown>;
  include_numbers?: boolean;
};

/** Calls the routes of webhooks. */
const makeWebhookCalls = ({ call, open }: Caller) => {
  const at = (id: string, what = '') => `/v1/webhooks/${encodeURIComponent(id)}${what}`;
  return {
    create: (body: WebhookRequest): Promise<CreatedWebhook> =>
      call(CreatedWebhook, { method: 'POST', path: '/v1/webhooks', body }),
    list: (): Promise<WebhookPage> => call(WebhookPage, { method: 'GET', path: '/v1/webhooks' }),
    resume: (id: string): Promise<Webhook> =>
      call(Webhook, { method: 'PATCH', path: at(id), body: { status: 'active' } }),
    remove: async (id: string): Promise<void> => {
      await open(at(id), { method: 'DELETE' });
    },
    rotate: (id: string): Promise<CreatedWebhook> =>
      call(CreatedWebhook, { method: 'POST', path: at(id, '/rotate-secret') }),
    test: async (id: string): Promise<void> => {
      await open(at(id, '/test'), { method: 'POST' });
    },
    replay: (id: string, body: { from: number; to: number }): Promise<Webhook> =>
      call(Webhook, { method: 'POST', path: at(id, '/replay'), body }),
    deliveries: (id: string, filter: Record<string, string | undefined>): Promise<DeliveryPage> =>
      call(DeliveryPage, { method: 'GET', path: `${at(id, '/deliveries')}${query(filter)}` }),
  };
};
