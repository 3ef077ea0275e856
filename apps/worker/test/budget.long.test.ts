import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCreated } from './chaos/twilio-side.ts';
import { apiKey } from './support/environment.ts';
import { startSystem, type System } from './support/system.ts';

type Shown = {
  id: string;
  status: string;
  status_reason?: string;
  progress: { done: number; percent: number; cost: { amount: string } };
};

type AlertRequest = { data: { level: number; subject: { kind: string; id?: string } } };

const people = 100;

let system: System;
const received: { id: string; body: AlertRequest }[] = [];
/** The webhook refuses the first alert. */
const webhook = createServer((request, response) => {
  const take = async () => {
    const body = (await json(request)) as AlertRequest;
    const isFirst = received.length === 0;
    received.push({ id: String(request.headers['webhook-id']), body });
    response.writeHead(isFirst ? 500 : 204).end();
  };
  take().catch(() => response.destroy());
});

beforeAll(async () => {
  await once(webhook.listen(0, '127.0.0.1'), 'listening');
  system = await startSystem(
    'postgresql',
    { SIMULATOR_READ_SHARE: '0', SIMULATOR_PRICE_DELAY_MS: '600000' },
    { UPKEEP_INTERVAL_MS: '1000', WEBHOOKS_ALLOW_PRIVATE: 'true' },
  );
  const { port } = webhook.address() as AddressInfo;
  const prices = [{ channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.05' }];
  await system.call('PUT', '/v1/prices', { currency: 'USD', prices });
  await system.call('POST', '/v1/webhooks', { url: `http://127.0.0.1:${port}/`, types: ['budget.alert'] });
  await Promise.all(Array.from({ length: 3 }, () => system.startWorker()));
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  webhook.close();
});

const show = async (id: string) => (await system.call('GET', `/v1/campaigns/${id}`)).body as unknown as Shown;

const launch = async (first: number, more: object = {}): Promise<string> => {
  const { id } = (
    await system.call('POST', '/v1/campaigns', {
      name: 'Natal',
      template: 'promotion',
      consent: { source: 'loja', evidence: 'formulário' },
      window: { from: '00:00', to: '24:00', timezone: 'UTC' },
      ...more,
    })
  ).body;
  const rows = Array.from({ length: people }, (_, n) => `+55119${80_000_000 + first + n},20%`);
  await fetch(`${system.url}/v1/campaigns/${id}/recipients`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'text/csv' },
    body: ['telefone,discount', ...rows].join('\n'),
  });
  expect(await system.call('POST', `/v1/campaigns/${id}/launch`)).toMatchObject({ status: 200 });
  return id;
};

const stands = (id: string, status: string) =>
  expect.poll(async () => (await show(id)).status, { interval: 250 }).toBe(status);

const countCreated = async () => (await readCreated(system.simulator)).length;

const levelsOf = (id: string) =>
  new Set(received.filter(({ body }) => body.data.subject.id === id).map(({ body }) => body.data.level));

it('a budget stops its campaign in time and says so, once it is raised everyone is reached, and the day has its own', async () => {
  const id = await launch(0, { budget: { amount: '2', currency: 'USD' } });
  await stands(id, 'paused');
  // The workers read the balance once they had started.
  expect((await system.call('GET', `/v1/campaigns/${id}/estimate`)).body).toMatchObject({
    balance: { amount: '1000000.00', currency: 'USD', is_enough: true },
  });
  await expect.poll(countCreated).toBe(40);
  expect(await show(id)).toMatchObject({ status_reason: 'budget', progress: { cost: { amount: '2' } } });
  await expect.poll(() => levelsOf(id), { interval: 500 }).toEqual(new Set([50, 80, 100]));
  // The one that was refused came again under the same id; no other did.
  await expect.poll(() => received.length, { interval: 500 }).toBe(4);
  expect(new Set(received.map((each) => each.id)).size).toBe(3);

  await system.call('PATCH', `/v1/campaigns/${id}`, { budget: { amount: '20', currency: 'USD' } });
  await system.call('POST', `/v1/campaigns/${id}/resume`);
  await stands(id, 'completed');
  expect(await show(id)).toMatchObject({ progress: { done: people, percent: 100, cost: { amount: '5' } } });

  await system.call('PUT', '/v1/settings', { daily_budget: { amount: '6', currency: 'USD' } });
  const other = await launch(1_000);
  await stands(other, 'paused');
  expect(await show(other)).toMatchObject({ status_reason: 'daily_budget', progress: { cost: { amount: '1' } } });
  await expect.poll(countCreated).toBe(people + 20);
});
