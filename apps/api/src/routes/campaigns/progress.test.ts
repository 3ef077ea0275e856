import { once } from 'node:events';
import { createServer } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import type { CampaignProgress } from '@recado/contract';
import express from 'express';
import { expect, it } from 'vitest';
import type { ProgressListener } from '../../progress/progress-watch.ts';
import { streamProgress } from './progress.ts';

/** More than the buffers between two sockets hold. */
const large = 'x'.repeat(32 * 1024 * 1024);
const completed = { status: 'completed', at: large } as CampaignProgress;

it('takes it in its stride when more happens after the end, which somebody slow has not read yet', async () => {
  const listeners: ProgressListener[] = [];
  const handler = streamProgress({
    progressOf: async () => completed,
    progressWatch: { listen: (_id, listener) => (listeners.push(listener), () => undefined) },
    holdsStill: async () => true,
  });
  const errors: unknown[] = [];
  const app = express().get('/:id', (request, response, next) => {
    response.on('error', (error) => errors.push(error));
    return handler(request, response, next);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const slow = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
  slow.pause().write('GET /019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90 HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(() => listeners).toHaveLength(1);
  listeners[0]?.changed(completed);
  listeners[0]?.changed({ ...completed, at: 'later' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors).toEqual([]);
  slow.destroy();
  server.close();
});
