import { Message, MessagePage, SyncedTemplates, Template, TemplatePage } from '@recado/contract';
import { makeAccountCalls } from './account.ts';
import { makeCampaignCalls } from './campaigns.ts';
import { makeConsentCalls } from './consents.ts';
import { makeContactCalls } from './contacts.ts';
import { makeCaller, type Access } from './http.ts';

/** The HTTP API as the commands use it. Every call throws a Failure that says what the API said. */
export const makeApiClient = (access: Access) => {
  const caller = makeCaller(access);
  const { call } = caller;
  return {
    send: (message: MessageRequest, idempotencyKey: string): Promise<Message> =>
      call(Message, { method: 'POST', path: '/v1/messages', body: message, idempotencyKey }),
    cancel: (id: string): Promise<Message> => call(Message, { method: 'POST', path: `/v1/messages/${id}/cancel` }),
    find: (id: string): Promise<Message> => call(Message, { method: 'GET', path: `/v1/messages/${id}` }),
    /** The newest first. */
    list: (query: Record<string, string>): Promise<MessagePage> =>
      call(MessagePage, { method: 'GET', path: `/v1/messages?${new URLSearchParams(query).toString()}` }),
    listTemplates: (): Promise<TemplatePage> => call(TemplatePage, { method: 'GET', path: '/v1/templates' }),
    syncTemplates: (): Promise<SyncedTemplates> =>
      call(SyncedTemplates, { method: 'POST', path: '/v1/templates/sync' }),
    putTemplate: (name: string, template: TemplateRequest): Promise<Template> =>
      call(Template, { method: 'PUT', path: `/v1/templates/${encodeURIComponent(name)}`, body: template }),
    campaigns: makeCampaignCalls(caller),
    consents: makeConsentCalls(caller),
    contacts: makeContactCalls(caller),
    account: makeAccountCalls(caller),
  };
};
export type ApiClient = ReturnType<typeof makeApiClient>;

/** What `POST /v1/messages` takes, as someone writes it. The API checks it. */
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

/** What `PUT /v1/templates/:name` takes, as someone writes it. The API checks it. */
export type TemplateRequest = {
  channel: string;
  category: string;
  language?: string;
  content_sid?: string;
  body?: string;
  variables: string[];
};
