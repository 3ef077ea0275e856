import {
  CreateWebhook,
  ListDeliveries,
  PatchWebhook,
  ReplayWebhook,
  type DeliveryPage,
  type Webhook,
} from '@recado/contract';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  noSuchWebhook,
  patchWebhook,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
  type RecordedWebhook,
  type WebhookDeps,
} from '@recado/messaging';
import { omitUndefined } from '@recado/presentation';
import type { Store } from '@recado/store';
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { actorOf } from '../auth/caller.ts';
import { readJson } from '../http/json-body.ts';
import type { Route, V1 } from '../http/middleware.ts';
import { parse } from '../http/parse.ts';

type Deps = WebhookDeps & Pick<Store, 'findWebhook' | 'findWebhooks' | 'loadDeliveries'>;

/** Serves the routes of webhooks. Only an admin says where the events of all messages go. */
export const webhookRoutes = (deps: Deps, v1: V1): Route[] => [
  v1('post', '/webhooks', 'admin', ...readJson, create(deps)),
  v1('get', '/webhooks', 'admin', list(deps)),
  v1('get', '/webhooks/:id', 'admin', get(deps)),
  v1('patch', '/webhooks/:id', 'admin', ...readJson, patch(deps)),
  v1('delete', '/webhooks/:id', 'admin', remove(deps)),
  v1('post', '/webhooks/:id/rotate-secret', 'admin', rotate(deps)),
  v1('post', '/webhooks/:id/test', 'admin', test(deps)),
  v1('post', '/webhooks/:id/replay', 'admin', ...readJson, replay(deps)),
  v1('get', '/webhooks/:id/deliveries', 'admin', deliveries(deps)),
];

const presentWebhook = (webhook: RecordedWebhook): Webhook => ({
  id: webhook.id,
  url: webhook.url,
  types: webhook.types ?? null,
  include_numbers: webhook.includeNumbers,
  waiting: webhook.waiting,
  status: webhook.status,
  created_at: webhook.createdAt.toISOString(),
  sequence: webhook.sequence,
  ...omitUndefined({
    filter: webhook.filter,
    reason: webhook.reason,
    failing_since: webhook.failingSince?.toISOString(),
    next_try_at: webhook.failingSince && webhook.nextAt.toISOString(),
    replaying: webhook.replay && { from: webhook.replay.after + 1, to: webhook.replay.to },
  }),
});

const create =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const by = { actor: actorOf(response) };
    const { webhook, secret } = await createWebhook(deps, parse(CreateWebhook, request.body), by);
    response
      .status(201)
      .location(`/v1/webhooks/${webhook.id}`)
      .json({ ...presentWebhook(webhook), secret });
  };

const list =
  (deps: Deps): RequestHandler =>
  async (_request, response) => {
    response.json({ data: (await deps.findWebhooks()).map(presentWebhook) });
  };

const get =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    response.json(presentWebhook(await found(deps, request)));
  };

const found = async (deps: Deps, request: Request): Promise<RecordedWebhook> => {
  const webhook = await deps.findWebhook(idOf(request));
  if (!webhook) throw noSuchWebhook();
  return webhook;
};

const idOf = (request: Request): string => {
  const id = z.uuid().safeParse(request.params['id']);
  if (!id.success) throw noSuchWebhook();
  return id.data.toLowerCase();
};

const patch =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const change = parse(PatchWebhook, request.body);
    response.json(presentWebhook(await patchWebhook(deps, idOf(request), change, { actor: actorOf(response) })));
  };

const remove =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    await deleteWebhook(deps, idOf(request), { actor: actorOf(response) });
    response.status(204).end();
  };

const rotate =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { webhook, secret } = await rotateWebhookSecret(deps, idOf(request), { actor: actorOf(response) });
    response.json({ ...presentWebhook(webhook), secret });
  };

const test =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    await testWebhook(deps, idOf(request));
    response.status(204).end();
  };

const replay =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const input = parse(ReplayWebhook, request.body);
    const webhook = await replayWebhook(deps, idOf(request), input, { actor: actorOf(response) });
    response.status(202).json(presentWebhook(webhook));
  };

const deliveries =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const listed = await listDeliveries(deps, idOf(request), parse(ListDeliveries, request.query));
    const data = listed.deliveries.map(({ at, first, last, events, status, error }) => ({
      at: at.toISOString(),
      first_sequence: first,
      last_sequence: last,
      events,
      ...omitUndefined({ status, error }),
    }));
    const page: DeliveryPage = { data, next_cursor: listed.nextCursor };
    response.json(page);
  };
