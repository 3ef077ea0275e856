import { makeList, type List } from './list.ts';
import type { CallOptions, Transport } from './transport.ts';
import type {
  CreatedWebhook,
  CreateWebhook,
  ListWebhookDeliveriesQuery,
  PatchWebhook,
  ReplayWebhook,
  Webhook,
  WebhookDeliveryPage,
  WebhookPage,
} from './types.ts';

/** Requests that make something have no key here, so they are not repeated. */
export const makeWebhooks = (transport: Transport) => {
  const { json } = transport;
  const at = (id: string, part = '') => `/v1/webhooks/${encodeURIComponent(id)}${part}`;
  return {
    /** Creates a webhook. Its secret is shown only now. */
    create: (webhook: CreateWebhook, options?: CallOptions): Promise<CreatedWebhook> =>
      json('POST', '/v1/webhooks', { ...options, body: webhook }),

    list: (options?: CallOptions): Promise<WebhookPage> => json('GET', '/v1/webhooks', options),

    get: (id: string, options?: CallOptions): Promise<Webhook> => json('GET', at(id), options),

    /** `{ status: 'active' }` continues a parked webhook. */
    change: (id: string, patch: PatchWebhook, options?: CallOptions): Promise<Webhook> =>
      json('PATCH', at(id), { ...options, body: patch, isRepeatable: true }),

    delete: (id: string, options?: CallOptions): Promise<void> => json('DELETE', at(id), options),

    /** Makes another secret. For 24 hours, requests are signed with both. */
    rotateSecret: (id: string, options?: CallOptions): Promise<CreatedWebhook> =>
      json('POST', at(id, '/rotate-secret'), options),

    /** Writes an event that only this webhook gets. */
    test: (id: string, options?: CallOptions): Promise<void> => json('POST', at(id, '/test'), options),

    /** Sends events once more, from one number to another. */
    replay: (id: string, numbers: ReplayWebhook, options?: CallOptions): Promise<Webhook> =>
      json('POST', at(id, '/replay'), { ...options, body: numbers }),

    deliveries: (
      id: string,
      query?: ListWebhookDeliveriesQuery,
      options?: CallOptions,
    ): List<WebhookDeliveryPage['data'][number]> => makeList(transport, at(id, '/deliveries'), { ...options, query }),
  };
};
