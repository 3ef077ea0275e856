import {
  CreateBulkRetry,
  ListFailures,
  type BulkRetryList,
  type FailureList,
  type NoticeList,
  type Operations,
  type RefusedCallbackList,
} from '@recado/contract';
import { cancelBulkRetry, createBulkRetry, findBulkRetry, findNotices, goneAfterMs } from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { actorOf, may } from '../auth/caller.ts';
import { rememberBriefly } from '../cached-settings.ts';
import type { Context } from '../context.ts';
import { readJson } from '../http/json-body.ts';
import { idOf, parse } from '../http/parse.ts';
import { csvFile } from '../http/stream.ts';
import type { Route, V1 } from '../http/middleware.ts';
import {
  failureColumns,
  presentBulkRetry,
  presentFailure,
  presentFailureRow,
  presentNotice,
  presentProcess,
} from '../present/operations.ts';

/** Routes of what people who run Recado look at. */
export const operationRoutes = (context: Context, v1: V1): Route[] => [
  v1('get', '/operations', 'messages:read', getOperations(context)),
  v1('get', '/notices', 'messages:read', listNotices(context)),
  ...failureRoutes(context, v1),
  v1('get', '/callbacks/refused', 'messages:read', listRefusedCallbacks(context)),
  v1('post', '/bulk_retries', 'messages:write', ...readJson, postBulkRetry(context)),
  v1('get', '/bulk_retries', 'messages:read', listBulkRetries(context)),
  v1('get', '/bulk_retries/:id', 'messages:read', getBulkRetry(context)),
  v1('post', '/bulk_retries/:id/cancel', 'messages:write', postCancellation(context)),
];

const hourMs = 3_600_000;
const rememberedMs = 2_000;
const gib = 1024 ** 3;

/** Shares one reading among all readers for two seconds. */
const getOperations = (deps: Context): RequestHandler => {
  const { clock } = deps;
  const remembered = rememberBriefly({ clock, forMs: rememberedMs, atMost: 1, load: () => readOperations(deps) });
  return async (_request, response) => void response.json(await remembered(''));
};

const readOperations = async (deps: Context): Promise<Operations> => {
  const at = deps.clock();
  const began = performance.now();
  await deps.pingPostgresql();
  const ms = Math.round((performance.now() - began) * 10) / 10;
  const [figures, heartbeats, queues] = await Promise.all([
    deps.loadFigures(at),
    deps.listHeartbeats(new Date(at.getTime() - goneAfterMs)),
    readQueues(deps),
  ]);
  const secondsSince = new Map(figures.oldest.map(({ sender, since }) => [sender, at.getTime() - since.getTime()]));
  const lastCallback = heartbeats.flatMap(({ lastCallbackAt }) => lastCallbackAt ?? []).toSorted((a, b) => +b - +a)[0];
  return {
    at: at.toISOString(),
    ...(queues && {
      queues: queues.map((queue) => {
        const ageMs = secondsSince.get(queue.sender);
        return { ...queue, ...(ageMs !== undefined && { oldest_waiting_s: Math.max(0, Math.round(ageMs / 1000)) }) };
      }),
    }),
    processes: heartbeats.map(presentProcess),
    postgresql: { ms, size_gib: figures.databaseBytes / gib },
    queue: { ok: queues !== undefined },
    callbacks: {
      ...(lastCallback && { last_at: lastCallback.toISOString() }),
      refused_last_hour: figures.refusedLastHour,
      unknown_last_day: figures.unknownLastDay,
    },
    unsettled: {
      sending_over_grace: figures.sendingOverGrace,
      sent_without_callback: figures.sentWithoutCallback,
    },
  };
};

/** `undefined` while the queue does not answer: everything else is shown all the same. */
const readQueues = async ({ findSenders, counts }: Pick<Context, 'findSenders' | 'counts'>) => {
  const senders = await findSenders();
  try {
    return await Promise.all(senders.map(async ({ id }) => ({ sender: id, ...(await counts(id)) })));
  } catch {
    return undefined;
  }
};

const listNotices = (deps: Context): RequestHandler => {
  const { clock } = deps;
  const remembered = rememberBriefly({ clock, forMs: rememberedMs, atMost: 1, load: () => findNotices(deps) });
  return async (_request, response) => {
    const notices = await remembered('');
    response.json({ data: notices.map(presentNotice) } satisfies NoticeList);
  };
};

const failureRoutes = (deps: Pick<Context, 'clock' | 'countFailures'>, v1: V1): Route[] => {
  const load = async (hours: string): Promise<FailureList> => {
    const now = deps.clock();
    const since = new Date(now.getTime() - Number(hours) * hourMs);
    return { since: since.toISOString(), data: (await deps.countFailures(since, now)).map(presentFailure) };
  };
  const remembered = rememberBriefly({ clock: deps.clock, forMs: rememberedMs, atMost: 10, load });
  const read = (request: Request) => remembered(String(parse(ListFailures, request.query).hours));
  return [
    v1('get', '/failures', 'messages:read', async (request, response) => void response.json(await read(request))),
    v1('get', '/failures.csv', 'messages:read', async (request, response) => {
      const { data } = await read(request);
      const text = csvFile([failureColumns, ...data.map(presentFailureRow)]);
      response.attachment('failures.csv').type('text/csv; charset=utf-8').send(text);
    }),
  ];
};

const listRefusedCallbacks =
  (deps: Pick<Context, 'clock' | 'listRefusedCallbacks'>): RequestHandler =>
  async (_request, response) => {
    const refused = await deps.listRefusedCallbacks(new Date(deps.clock().getTime() - 24 * hourMs));
    const list: RefusedCallbackList = {
      data: refused.map(({ minute, route, callbacks: count }) => ({
        minute: minute.toISOString(),
        route,
        reason: 'invalid_signature',
        count,
      })),
    };
    response.json(list);
  };

/** Answers 202 once the retry is committed: a worker does the rest. */
const postBulkRetry =
  (deps: Parameters<typeof createBulkRetry>[0]): RequestHandler =>
  async (request, response) => {
    const input = parse(CreateBulkRetry, request.body);
    const by = { actor: actorOf(response), mayLaunch: may(response, 'campaigns:launch') };
    response.status(202).json(presentBulkRetry(await createBulkRetry(deps, input, by)));
  };

const retriesShown = 20;

const listBulkRetries =
  (deps: Pick<Context, 'listBulkRetries'>): RequestHandler =>
  async (_request, response) => {
    const retries = await deps.listBulkRetries(retriesShown);
    response.json({ data: retries.map(presentBulkRetry) } satisfies BulkRetryList);
  };

const getBulkRetry =
  (deps: Parameters<typeof findBulkRetry>[0]): RequestHandler =>
  async (request, response) => {
    response.json(presentBulkRetry(await findBulkRetry(deps, idOf(request))));
  };

const postCancellation =
  (deps: Parameters<typeof cancelBulkRetry>[0]): RequestHandler =>
  async (request, response) => {
    response.json(presentBulkRetry(await cancelBulkRetry(deps, idOf(request), { actor: actorOf(response) })));
  };
