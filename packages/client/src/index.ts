import { makeKeys, makeUsers } from './access.ts';
import { makeCampaigns } from './campaigns.ts';
import { makeConsents, makeContacts } from './contacts.ts';
import { makeEvents } from './events.ts';
import { makeMessages } from './messages.ts';
import { makeBulkRetries, makeOperations } from './operations.ts';
import { makeReports } from './reports.ts';
import { makeAudit, makePrices, makeSenders, makeSettings, makeTemplates } from './settings.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { makeWebhooks } from './webhooks.ts';

/** Makes a client of Recado's HTTP API. Each error is a RecadoProblem. */
export const createRecado = (options?: TransportOptions) => {
  const transport = createTransport(options);
  return {
    messages: makeMessages(transport),
    campaigns: makeCampaigns(transport),
    contacts: makeContacts(transport),
    consents: makeConsents(transport),
    events: makeEvents(transport),
    webhooks: makeWebhooks(transport),
    templates: makeTemplates(transport),
    senders: makeSenders(transport),
    settings: makeSettings(transport),
    prices: makePrices(transport),
    reports: makeReports(transport),
    audit: makeAudit(transport),
    operations: makeOperations(transport),
    bulkRetries: makeBulkRetries(transport),
    keys: makeKeys(transport),
    users: makeUsers(transport),
    /** For calls that have no method here. */
    request: transport.json,
  };
};
export type Recado = ReturnType<typeof createRecado>;

export type { EventsQuery } from './events.ts';
export type { List } from './list.ts';
export { RecadoProblem, type ProblemName } from './problem.ts';
export { createTransport } from './transport.ts';
export type { CallOptions, Method, Request, Transport, TransportOptions, Upload } from './transport.ts';
export type * from './types.ts';
export { verifyWebhook, WebhookError, type WebhookHeaders, type WebhookRefusal } from './verify-webhook.ts';
