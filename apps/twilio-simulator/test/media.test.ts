import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSimulator, type Simulator } from './support/simulator.ts';

const heads: Record<string, [status: number, type: string, length: number]> = {
  '/a.png': [200, 'image/png', 10],
  '/none.png': [404, 'image/png', 10],
  '/page.html': [200, 'text/html', 10],
  '/big.png': [200, 'image/png', 17 * 1024 * 1024],
};
const server = createServer((request, response) => {
  const [status, type, length] = heads[request.url ?? ''] ?? [500, '', 0];
  response.writeHead(status, { 'content-type': type, 'content-length': length }).end();
});

let simulator: Simulator;
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  simulator = await startSimulator({ SIMULATOR_READ_SHARE: '0' });
});
afterAll(async () => {
  await simulator.close();
  server.close();
});

const pairs = {
  sms: { to: '+5511988887777', from: '+5511400289220' },
  whatsapp: { to: 'whatsapp:+5511988887777', from: 'whatsapp:+551150289876' },
};

it.each([
  ['sms', '/a.png', 'delivered', null],
  ['sms', '/none.png', 'failed', 11200],
  ['sms', '/page.html', 'failed', 12300],
  ['sms', '/big.png', 'failed', 30019],
  ['whatsapp', '/a.png', 'delivered', null],
  ['whatsapp', '/none.png', 'undelivered', 63019],
  ['whatsapp', '/page.html', 'undelivered', 63021],
  ['whatsapp', '/big.png', 'undelivered', 63034],
] as const)('%s with %s ends %s with %s', async (channel, path, status, errorCode) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const { sid } = await simulator.client.messages.create({ ...pairs[channel], mediaUrl: [url] });
  await expect.poll(async () => simulator.client.messages(sid).fetch()).toMatchObject({ status, errorCode });
});

it('lists the files of a message, and deletes one', async () => {
  const urls = ['https://a.example/1', 'https://a.example/2'];
  const { sid } = await simulator.client.messages.create({ ...pairs.sms, mediaUrl: urls });
  const { media } = simulator.client.messages(sid);
  const [first] = await media.list();
  expect(first).toMatchObject({ parentSid: sid, sid: expect.stringMatching(/^ME/) });
  await media(first?.sid ?? '').remove();
  expect(await media.list()).toHaveLength(1);
});
