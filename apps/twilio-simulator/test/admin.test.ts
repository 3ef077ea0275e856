import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { type Simulator, startSimulator } from './simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const sms = { to: '+5511988887777', from: '+5511400289220', body: 'oi' };

it('counts messages by status and by sender, and what was refused', async () => {
  await simulator.client.messages.create(sms);
  await simulator.client.messages.create({ ...sms, to: '+5511905510002' });
  await expect(simulator.client.messages.create({ ...sms, to: '1' })).rejects.toMatchObject({ code: 21211 });
  await expect
    .poll(() => simulator.get('/simulator/stats'), eventually)
    .toMatchObject({
      created: 2,
      refused: 1,
      kept: 2,
      by_status: { delivered: 1, queued: 1 },
      by_sender: { [sms.from]: { count: 2, worst_second: expect.any(Number) } },
    });
});

it('shows the messages to one person', async () => {
  await simulator.client.messages.create(sms);
  await simulator.client.messages.create({ ...sms, to: '+5511900000000' });
  await expect(simulator.get(`/simulator/messages?to=${encodeURIComponent(sms.to)}`)).resolves.toMatchObject({
    messages: [{ to: sms.to, body: 'oi' }],
  });
});

it('opts a person out of one sender', async () => {
  expect((await simulator.post('/simulator/opt-out', { to: sms.to, from: sms.from })).status).toBe(204);
  await expect(simulator.client.messages.create(sms)).rejects.toMatchObject({ code: 21610 });
  await expect(simulator.client.messages.create({ ...sms, from: 'Recado' })).resolves.toMatchObject({
    status: 'queued',
  });
});

it('answers the next create calls as it is told, and makes nothing of them', async () => {
  await simulator.post('/simulator/faults', { status: 429, code: 20429, retry_after: 2, times: 2 });
  await expect(simulator.client.messages.create(sms)).rejects.toMatchObject({ status: 429, code: 20429 });
  expect(await simulator.client.messages.list()).toEqual([]);
  await expect(simulator.client.messages.create(sms)).rejects.toMatchObject({ status: 429 });
  await expect(simulator.client.messages.create(sms)).resolves.toMatchObject({ status: 'queued' });
});

it('refuses what it cannot make sense of', async () => {
  expect((await simulator.post('/simulator/faults', { status: 200, code: 1 })).status).toBe(400);
  expect((await simulator.post('/simulator/opt-out', {})).status).toBe(400);
  expect((await fetch(`${simulator.url}/simulator/opt-out`, { method: 'POST' })).status).toBe(400);
});

it('is healthy without credentials', async () => {
  await expect(simulator.get('/healthz')).resolves.toEqual({ status: 'ok' });
});

it('says 404 in Twilio’s way to any other path', async () => {
  await expect(simulator.get('/somewhere')).resolves.toMatchObject({ code: 20404, status: 404 });
});
