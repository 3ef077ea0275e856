import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { forwardEvent, lineOf } from './listen.ts';

const event = {
  id: '5f0c1e7a-93b4-8d21-a6c7-2b9d4e8f1a30',
  type: 'message.read' as const,
  sequence: 7,
  occurred_at: '2026-11-22T12:00:00.000Z',
  schema: 1 as const,
  data: { id: 'm1' },
};
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

it('an event is forwarded as a webhook sends it, and its answer is shown', async () => {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await forwardEvent(event, { url, secret })).toBe('204');
  const [{ headers, body } = { headers: {}, body: '' }] = got;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(event);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await forwardEvent(event, { url, secret })).toMatch(/fail/);
  expect(lineOf(event, '204')).toMatch(/^7 .*message\.read {2}m1 {2}-> 204$/);
});
