import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSystem, type System } from './support/system.ts';

const png = createServer((_request, response) =>
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': 10 }).end(),
);
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => void png.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(png.address() as AddressInfo).port}/a.png`;
});
afterAll(() => void png.close());

type Made = { status_callback: string; sid: string; body: string; media_urls: string[] };

const madeByTwilio = async ({ simulator }: System): Promise<Made[]> => {
  const text = await (await fetch(`${simulator.url}/simulator/messages`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Made);
};

const impatient = { TWILIO_TIMEOUT_MS: '1500', RESOLVE_GRACE_MS: '500', UPKEEP_INTERVAL_MS: '100' };

const read = async (system: System, id: string) => (await system.call('GET', `/v1/messages/${id}`)).body;

const becomes = (system: System, id: string, expected: object) =>
  expect.poll(() => read(system, id), { interval: 200 }).toMatchObject(expected);

const accept = async (system: System, message: object): Promise<string> => {
  const { status, body } = await system.call('POST', '/v1/messages', { channel: 'sms', ...message });
  expect(status).toBe(202);
  return body.id;
};

it('files are delivered once, with and without a text, although half of the answers are lost', async () => {
  const faults = { reset_after: 0.4, reset_before: 0.1, callback_late: 1, callback_late_ms: 1500 };
  await using system = await startSystem('postgresql', { SIMULATOR_FAULTS: JSON.stringify(faults) }, impatient);
  await system.startWorker();
  const requests = Array.from({ length: 12 }, (_, place) => ({
    to: place % 2 ? '+5511987654321' : `+55119876543${22 + place}`,
    media: [url],
    ...(place % 3 === 0 && { body: 'Veja só' }),
  }));
  const ids = await Promise.all(requests.map((request) => accept(system, request)));
  for (const id of ids) await becomes(system, id, { status: 'delivered' });
  const made = await madeByTwilio(system);
  expect(made.map(({ media_urls: urls }) => urls)).toEqual(ids.map(() => [url]));
  for (const id of ids) expect(made.filter(({ status_callback: to }) => to.includes(id))).toHaveLength(1);
});

it('files alone are found in the list of Twilio without any callback', async () => {
  const settings = { SIMULATOR_CALLBACKS: 'off' };
  await using system = await startSystem('postgresql', settings, impatient);
  const { url: simulator } = system.simulator;
  await fetch(`${simulator}/simulator/faults/next`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'reset_after' }),
  });
  const id = await accept(system, { to: '+5511987654321', media: [url, url] });
  await system.startWorker();
  await becomes(system, id, { twilio_sid: expect.stringMatching(/^MM/) });
  expect(await madeByTwilio(system)).toHaveLength(1);
});
