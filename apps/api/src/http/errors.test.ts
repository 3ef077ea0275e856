import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createLogger } from '@recado/runtime';
import express, { type Express, type RequestHandler } from 'express';
import { expect, it, vi } from 'vitest';
import { handleError } from './errors.ts';
import { inTurn } from './middleware.ts';

/** Asks an app on a server of its own. */
const ask = async (app: Express, use: (response: Response) => Promise<unknown>): Promise<void> => {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await use(await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  server.closeAllConnections();
  server.close();
};

const failLate: RequestHandler = async (_request, response) => {
  await new Promise((resolve) => response.type('json').write('{"data":[', resolve));
  throw Object.assign(new Error('broken in the middle'), { row: '+5511987654321' });
};

it('cuts an answer that fails after its headers, and reports the error through the log alone', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const destination = new PassThrough();
  const app = express().set('env', 'production');
  app.get('/', failLate);
  app.use(handleError(createLogger({ name: 'api', level: 'info' }, destination)));
  await ask(app, (response) => expect(response.text()).rejects.toThrow(/terminated|other side closed|premature/i));
  destination.end();
  const log = await text(destination);
  expect(log).toContain('broken in the middle');
  expect(log).not.toContain('987654321');
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});

const throwing: RequestHandler = () => {
  throw new Error('thrown');
};
const callingLater: RequestHandler = (_request, _response, next) => void setImmediate(next);

const middle: Record<string, RequestHandler[]> = {
  'calls next': [(_request, _response, next) => next()],
  'calls next with an error': [(_request, _response, next) => next(new Error('given'))],
  'calls next later': [callingLater],
  throws: [throwing],
  'throws after one that calls next later': [callingLater, throwing],
  rejects: [async () => Promise.reject(new Error('rejected'))],
  'rejects after one that calls next later': [callingLater, async () => Promise.reject(new Error('rejected'))],
  'leaves the route': [(_request, _response, next) => next('route')],
  answers: [(_request, response) => void response.json('answered')],
};

it.each(Object.entries(middle))('handlers in turn do what Express does if one %s', async (_what, handlers) => {
  /** The handlers that were called, and the answer. */
  const seenWith = async (join: (...handlers: RequestHandler[]) => RequestHandler[]) => {
    const seen: unknown[] = [];
    const note =
      (name: string): RequestHandler =>
      (_request, _response, next) => {
        seen.push(name);
        next();
      };
    const app = express().set('env', 'production');
    app.get('/', ...join(note('first'), ...handlers, note('last')));
    app.use((_request, response) => void response.json('behind'));
    app.use(handleError(createLogger({ name: 'api', level: 'silent' })));
    await ask(app, async (response) => seen.push(response.status, (await response.text()).replaceAll(/req_\w+/g, '')));
    return seen;
  };
  expect(await seenWith((...all) => [inTurn(...all)])).toEqual(await seenWith((...all) => all));
});
