import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal, Unavailable } from '@recado/messaging';
import { createLogger } from '@recado/runtime';
import express, { type Express, type RequestHandler } from 'express';
import { expect, it } from 'vitest';
import { createMetricsApp } from '../app.ts';
import type { Context } from '../context.ts';
import { handleError, makeProblemOf, notFound } from './errors.ts';
import { requestLog } from './request-log.ts';

/** Returns the log of one request to an app with this handler. `leaves`: the caller goes away before the answer. */
const logOf = async (makeHandler: (log: Log) => RequestHandler, leaves = false): Promise<object[]> => {
  const makeApp = (log: Log) =>
    express()
      .set('env', 'production')
      .use(requestLog({ log, isSampled: () => true }))
      .get('/v1/prices', makeHandler(log))
      .use(notFound, handleError(log));
  const { lines } = await ask(makeApp, { path: '/v1/prices', leaves });
  return lines;
};

/** Returns the answer to one request, and the lines of the log. */
const ask = async (makeApp: (log: Log) => Express, { path, leaves = false }: { path: string; leaves?: boolean }) => {
  const destination = new PassThrough();
  const server = createServer(makeApp(createLogger({ name: 'api', level: 'info' }, destination)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: order-1\r\n\r\n`);
  if (leaves) await once(server, 'request').then(() => socket.destroy());
  const answer = leaves ? '' : await text(socket);
  await new Promise((resolve) => server.close(resolve));
  await delay(leaves ? 100 : 0);
  destination.end();
  const lines = (await text(destination)).split('\n').filter(Boolean);
  return { answer, lines: lines.map((line) => JSON.parse(line) as object) };
};

type Log = ReturnType<typeof createLogger>;

const failing = (error: unknown) => (): RequestHandler => (_request, _response, next) => next(error);
const failingItems =
  (...errors: unknown[]) =>
  (log: Log): RequestHandler =>
  (_request, response) =>
    void response.json(errors.map(makeProblemOf(log, response)));
const failingLate = (): RequestHandler => async (_request, response) => {
  await new Promise((resolve) => response.type('json').write('[', resolve));
  throw new Error('broken in the middle');
};

const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
const stack = expect.stringContaining('request-lines.test.ts') as string;
const away = { level: 40, msg: expect.stringContaining('not responding') as string };
const failed = { level: 50, msg: 'Request failed' };

const kinds: Record<string, [(log: Log) => RequestHandler, object]> = {
  'PostgreSQL is away': [
    failing(new Unavailable('postgresql', { cause: refused })),
    { ...away, status: 503, store: 'postgresql', reason: refused.message },
  ],
  'the queue is away, and nothing says why': [
    failing(new Unavailable('queue')),
    { ...away, status: 503, store: 'queue', reason: 'queue does not answer' },
  ],
  'every address of PostgreSQL refuses': [
    failing(
      new Unavailable('postgresql', { cause: Object.assign(new AggregateError([refused]), { code: 'ECONNREFUSED' }) }),
    ),
    { ...away, status: 503, store: 'postgresql', reason: 'ECONNREFUSED' },
  ],
  'the disk is full': [
    failing(new Unavailable('disk', { refusesWrites: true, cause: new Error('ENOSPC') })),
    { ...away, status: 503, store: 'disk', reason: 'ENOSPC' },
  ],
  'an unexpected error is thrown': [
    failing(new Error('unforeseen')),
    { ...failed, status: 500, err: { type: 'Error', message: 'unforeseen', stack } },
  ],
  'something else than an error is thrown': [failing('text'), { ...failed, status: 500, err: { type: 'string' } }],
  'a library reports a status of 5xx': [
    failing(Object.assign(new Error('of a library'), { status: 502 })),
    { ...failed, status: 500, err: { message: 'of a library', stack } },
  ],
  'an answer breaks off': [
    failingLate,
    { ...failed, status: 200, aborted: true, err: { message: 'broken in the middle', stack } },
  ],
  'items of a batch fail, one of them unexpectedly': [
    failingItems(new Unavailable('postgresql'), new Error('unforeseen'), new Refusal('not-found', 'none')),
    { ...failed, status: 200, failures: 2, err: { message: 'unforeseen', stack } },
  ],
  'a signature is wrong': [
    failing(new Refusal('invalid-signature', 'wrong')),
    { level: 40, status: 403, msg: expect.stringContaining('invalid signature') as string },
  ],
  'the caller made a mistake': [failing(new Refusal('not-found', 'none')), { level: 30, status: 404, msg: 'answered' }],
};

it.each(Object.entries(kinds))(
  'a request has one line with all about it when %s',
  async (_kind, [makeHandler, fields]) => {
    const lines = await logOf(makeHandler);
    expect(lines).toEqual([expect.objectContaining({})]);
    expect(lines[0]).toMatchObject({ requestId: 'order-1', method: 'GET', path: '/v1/prices', ...fields });
  },
);

it('an error after the caller is gone has a line with the id of its request', async () => {
  const failAfterwards = (): RequestHandler => async (_request, response) => {
    await once(response, 'close');
    throw new Error('too late');
  };
  const lines = await logOf(failAfterwards, true);
  expect(lines).toMatchObject([
    { requestId: 'order-1', msg: 'answered', aborted: true },
    { requestId: 'order-1', ...failed, err: { message: 'too late', stack } },
  ]);
});

it('metrics that cannot be read have one line on the port of metrics, too, and an answer without details', async () => {
  const metrics = { expose: async () => Promise.reject(new Error('unforeseen')) };
  const makeApp = (log: Log) => createMetricsApp({ log, metrics, isSampled: () => true } as unknown as Context);
  const { answer, lines } = await ask(makeApp, { path: '/metrics' });
  expect(answer).toMatch(/^HTTP\/1.1 500 /);
  expect(answer).not.toContain('unforeseen');
  expect(lines).toMatchObject([{ ...failed, path: '/metrics', status: 500, err: { message: 'unforeseen', stack } }]);
});
