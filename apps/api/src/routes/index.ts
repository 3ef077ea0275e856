import type { RequestHandler } from 'express';
import { requireScope } from '../auth/caller.ts';
import type { Context } from '../context.ts';
import { docsRoutes } from '../docs/docs-routes.ts';
import { readBatch, readJson } from '../http/json-body.ts';
import { noStore, untilPrepared, type Route, type V1 } from '../http/middleware.ts';
import { postBatch } from './batch.ts';
import { campaignRoutes } from './campaigns/index.ts';
import { consentRoutes } from './consents.ts';
import { contactRoutes } from './contacts.ts';
import { listEvents } from './events.ts';
import {
  cancelMessage,
  cancelMessages,
  getMessage,
  listMessages,
  postMessage,
  retryMessage,
  retryMessages,
} from './messages.ts';
import { operationRoutes } from './operations.ts';
import { healthz, metrics, readyz } from './probes.ts';
import { getReport } from './reports.ts';
import { getSender, getSenderHistory, listSenders, putSender } from './senders.ts';
import { inviteRoutes, sessionRoutes } from './sessions.ts';
import { exportAudit, getPrices, getSettings, listAudit, putPrices, putSettings } from './settings.ts';
import { getTemplate, listTemplates, putTemplate, syncTemplates } from './templates.ts';
import { keyRoutes, userRoutes } from './users.ts';
import { webhookRoutes } from './webhook-endpoints.ts';
import { listErrorCodes, listUnknownCallbacks, twilioInbound, twilioStatus } from './webhooks.ts';

/** Every route, and what it takes to be let in. */
export const routesOf = (context: Context): Route[] => {
  const requirePrepared = untilPrepared(context.isPrepared);
  const v1: V1 = (method, path, scope, ...handlers) => ({
    method,
    path: `/v1${path}`,
    handlers: [noStore, requirePrepared, context.authenticate, context.limitRate, requireScope(scope), ...handlers],
  });
  return [
    // Most requests are for these, and Express compares each path with those before it.
    v1('post', '/messages', 'messages:write', ...readJson, postMessage(context)),
    v1('get', '/messages', 'messages:read', listMessages(context)),
    {
      method: 'post',
      path: '/webhooks/twilio/status/:messageId',
      handlers: [requirePrepared, ...twilioStatus(context)],
    },
    ...sessionRoutes(context, requirePrepared),
    ...inviteRoutes(context, requirePrepared),
    ...userRoutes(context, v1),
    ...keyRoutes(context, v1),
    ...consentRoutes(context, v1),
    ...contactRoutes(context, v1),
    // Before the paths with an id, of which this would be one.
    v1('post', '/messages/batch', 'messages:write', readBatch, postBatch(context)),
    v1('post', '/messages/cancel', 'messages:write', ...readJson, cancelMessages(context)),
    v1('post', '/messages/retry', 'messages:write', ...readJson, retryMessages(context)),
    v1('get', '/messages/:id', 'messages:read', getMessage(context)),
    v1('post', '/messages/:id/cancel', 'messages:write', cancelMessage(context)),
    v1('post', '/messages/:id/retry', 'messages:write', retryMessage(context)),
    v1('get', '/templates', 'messages:read', listTemplates(context)),
    // Before the paths with a name, of which this would be one.
    v1('post', '/templates/sync', 'templates:sync', syncTemplates(context)),
    v1('get', '/templates/:name', 'messages:read', getTemplate(context)),
    v1('put', '/templates/:name', 'admin', ...readJson, putTemplate(context)),
    v1('get', '/senders', 'messages:read', listSenders(context)),
    v1('get', '/senders/:id', 'messages:read', getSender(context)),
    v1('get', '/senders/:id/history', 'messages:read', getSenderHistory(context)),
    v1('put', '/senders/:id', 'senders:write', ...readJson, putSender(context)),
    v1('get', '/prices', 'messages:read', getPrices(context)),
    v1('put', '/prices', 'admin', ...readJson, putPrices(context)),
    v1('get', '/settings', 'admin', getSettings(context)),
    v1('put', '/settings', 'admin', ...readJson, putSettings(context)),
    v1('get', '/error_codes', 'messages:read', listErrorCodes()),
    v1('get', '/callbacks/unknown', 'messages:read', listUnknownCallbacks(context)),
    v1('get', '/events', 'messages:read', listEvents(context)),
    ...webhookRoutes(context, v1),
    v1('get', '/audit', 'audit:read', listAudit(context)),
    v1('get', '/audit.csv', 'audit:read', exportAudit(context)),
    v1('get', '/reports/:report', 'reports:read', getReport(context)),
    ...operationRoutes(context, v1),
    ...campaignRoutes(context, v1),
    { method: 'post', path: '/webhooks/twilio/inbound', handlers: [requirePrepared, ...twilioInbound(context)] },
    { method: 'get', path: '/webhooks/twilio/inbound', handlers: [requirePrepared, ...twilioInbound(context)] },
    ...probeRoutes(context),
    ...docsRoutes(),
  ];
};

/** Express also takes `/METRICS` and `/metrics/`, which the rule of a proxy for `/metrics` may let through. */
const onlyExactly =
  (path: string): RequestHandler =>
  (request, _response, next) =>
    next(request.path === path ? undefined : 'route');

export const probeRoutes = (context: Context): Route[] => [
  { method: 'get', path: '/healthz', handlers: [healthz] },
  { method: 'get', path: '/readyz', handlers: [readyz(context)] },
];

export const metricsRoute = (context: Context): Route => ({
  method: 'get',
  path: '/metrics',
  handlers: [onlyExactly('/metrics'), metrics(context)],
});
