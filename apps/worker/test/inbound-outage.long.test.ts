import { setTimeout as sleep } from 'node:timers/promises';
import { createStore } from '@recado/store';
import { parseEnv } from '@recado/runtime';
import { expect, it } from 'vitest';
import { Env, toConfig } from '../src/config.ts';
import { allowMarketing } from './support/allow-marketing.ts';
import { startSystem, type System } from './support/system.ts';

const people = Array.from({ length: 20 }, (_, n) => `+55119${70_000_000 + n}`);

const write = ({ simulator }: System, from: string, body: string) =>
  fetch(`${simulator.url}/simulator/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: `whatsapp:${from}`, to: 'whatsapp:+551150289876', body }),
  });

const sender = async (system: System) => {
  const { body } = await system.call('GET', '/v1/senders/store');
  return body as unknown as { marketing_waits?: { since: string; reason: string } };
};

const isOptedOut = async (system: System, person: string) => {
  const { body } = await system.call('GET', `/v1/contacts/${encodeURIComponent(person)}`);
  return JSON.stringify(body).includes('"reply"');
};

it('takes in every STOP that people wrote while no API answered, each once, and marketing waits for it', async () => {
  await using system = await startSystem('postgresql', { SIMULATOR_READ_SHARE: '0' });
  await allowMarketing(system);
  const config = toConfig(parseEnv(Env, system.env));
  await using store = createStore({ databaseUrl: config.databaseUrl, ...config.keys });

  await write(system, people[0] ?? '', 'Oi');
  await system.api.kill();
  for (const person of people) await write(system, person, 'PARAR');
  // A START after the STOP holds, although both are read together.
  await write(system, people[19] ?? '', 'VOLTAR');
  await system.restartApi();
  expect((await sender(system)).marketing_waits?.reason).toContain('inbound messages');

  // This one comes by webhook before the STOP of the same person is read, so late that it was surely written after it.
  await sleep(6_000);
  await write(system, people[18] ?? '', 'VOLTAR');
  await system.startWorker();
  await expect.poll(() => sender(system)).not.toHaveProperty('marketing_waits');
  const optedOut = await Promise.all(people.map((person) => isOptedOut(system, person)));
  expect(optedOut).toEqual(people.map((_, n) => n < 18));

  const { body } = await system.call('GET', '/v1/messages/inbound?limit=100');
  expect(body.data).toHaveLength(23);
  // A second read of the same messages changes nothing.
  await store.markInboundUnread();
  await expect.poll(() => sender(system)).not.toHaveProperty('marketing_waits');
  expect((await system.call('GET', '/v1/messages/inbound?limit=100')).body.data).toHaveLength(23);
});
