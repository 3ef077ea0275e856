import { CreatedWebhook, DeliveryPage, Webhook, WebhookPage } from '@recado/contract';
import { query, type Caller } from './http.ts';

/** Carries the body of `POST /v1/webhooks` as the user wrote it. The API validates it. */
export type WebhookRequest = {
  url: string;
  types?: string[];
  filter?: Record<string, unknown>;
  include_numbers?: boolean;
};

/** Calls the routes of webhooks. */
export const makeWebhookCalls = ({ call, open }: Caller) => {
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
