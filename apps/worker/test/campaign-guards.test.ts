import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowMarketing } from './support/allow-marketing.ts';
import { startSystem, type System } from './support/system.ts';

const [engine = 'postgresql'] = queueEngines;
const promotion = 'HX00000000000000000000000000000201';
const refusedByTwilio = '+15005550001';

let system: System;
beforeAll(async () => {
  system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0' }, { UPKEEP_INTERVAL_MS: '1000' });
  await allowMarketing(system);
  await system.call('PUT', '/v1/senders/store', { mps: 40 });
  await system.startWorker();
});
afterAll(() => system[Symbol.asyncDispose]());

type Shown = {
  status: string;
  status_reason?: string;
  events: { type: string; at: string; reason?: string; detail?: Record<string, unknown> }[];
  progress: { by_status: Record<string, number>; errors: { code: number; messages: number }[] };
};

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `+55119${80_000_000 + n}`);

const launch = async (people: string[], change: object = {}): Promise<string> => {
  const { id } = (await system.call('POST', '/v1/campaigns', { name: 'Natal', template: 'promotion', ...change })).body;
  const imported = await fetch(`${system.url}/v1/campaigns/${id}/recipients`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system.env.RECADO_API_KEY}`, 'content-type': 'text/csv' },
    body: ['telefone,discount', ...people.map((to) => `${to},20%`)].join('\n'),
  });
  expect(await imported.json()).toMatchObject({ accepted: people.length });
  expect((await system.call('POST', `/v1/campaigns/${id}/launch`)).status).toBe(200);
  return id;
};

const show = async (id: string) => (await system.call('GET', `/v1/campaigns/${id}`)).body as unknown as Shown;

const becomes = (id: string, like: object) => expect.poll(() => show(id), { interval: 250 }).toMatchObject(like);

const decide = (status: string) =>
  fetch(`${system.simulator.url}/simulator/approvals/${promotion}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status }),
  });

it('a scheduled campaign starts at its time, not before', async () => {
  const sendAt = new Date(Date.now() + 6_000);
  const id = await launch(numbers(5), { send_at: sendAt.toISOString() });
  await becomes(id, { status: 'scheduled', progress: { by_status: { pending: 5 } } });
  await becomes(id, { status: 'completed', progress: { by_status: { delivered: 5 } } });
  const { events } = await show(id);
  expect(events.map(({ type }) => type)).toEqual(['created', 'launched', 'started', 'completed']);
  expect(new Date(events[2]?.at ?? 0).getTime()).toBeGreaterThanOrEqual(sendAt.getTime());
});

it('failed messages of a campaign are retried by their code, and the campaign completes again', async () => {
  const id = await launch([...numbers(2), refusedByTwilio]);
  const failed = { progress: { by_status: { delivered: 2, failed: 1 }, errors: [{ code: 21_211, messages: 1 }] } };
  await becomes(id, { status: 'completed', ...failed });
  const retry = (body: object) => system.call('POST', `/v1/campaigns/${id}/retry`, body);
  expect(await retry({ error_code: 30_008 })).toMatchObject({ body: { retried: 0 } });
  expect(await retry({ error_code: 21_211 })).toMatchObject({ status: 200, body: { retried: 1, refused: 0 } });
  await expect
    .poll(async () => (await show(id)).events.map(({ type }) => type), { interval: 250 })
    .toEqual(['created', 'launched', 'completed', 'retried', 'completed']);
  expect(await show(id)).toMatchObject({ status: 'completed', ...failed });
});

it('a campaign whose template is disabled while it runs pauses by itself, and continues when it is resumed', async () => {
  const people = numbers(400);
  const id = await launch(people);
  await expect.poll(async () => (await show(id)).progress.by_status.delivered).toBeGreaterThan(40);
  await decide('disabled');
  await becomes(id, { status: 'paused', status_reason: 'blocked_by_63042' });
  const { events, progress } = await show(id);
  expect(events.at(-1)).toMatchObject({
    type: 'paused',
    reason: 'blocked_by_63042',
    detail: { error_code: 63_042, blocked: expect.any(Number), tried: expect.any(Number) },
  });
  expect(progress.by_status.delivered).toBeGreaterThan(0);
  await decide('approved');
  expect((await system.call('POST', `/v1/campaigns/${id}/resume`)).status).toBe(200);
  await becomes(id, { status: 'completed' });
  // The campaign is complete when the last message was sent; the callbacks come a little later.
  const heard = async () => {
    const { delivered = 0, failed = 0, undelivered = 0 } = (await show(id)).progress.by_status;
    return { delivered, all: delivered + failed + undelivered };
  };
  await expect.poll(async () => (await heard()).all).toBe(people.length);
  expect((await heard()).delivered).toBeGreaterThan(100);
});
