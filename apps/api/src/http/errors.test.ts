import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createLogger } from '@recado/runtime';
import express, { type RequestHandler } from 'express';
import { expect, it, vi } from 'vitest';
import { handleError } from './errors.ts';

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
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await expect(response.text()).rejects.toThrow(/terminated|other side closed|premature/i);
  destination.end();
  const log = await text(destination);
  expect(log).toContain('broken in the middle');
  expect(log).not.toContain('987654321');
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
  server.closeAllConnections();
  server.close();
});
