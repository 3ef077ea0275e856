import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Simulator, startSimulator } from './support/simulator.ts';

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
    .poll(() => simulator.get('/simulator/stats'))
    .toMatchObject({
      requests: 3,
      created: 2,
      refused: 1,
      kept: 2,
      by_status: { delivered: 1, queued: 1 },
      by_sender: { [sms.from]: { count: 2, worst_second: expect.any(Number), rate: expect.any(Number) } },
    });
});

it('exports every message as a line, the oldest first', async () => {
  const { sid } = await simulator.client.messages.create({ ...sms, statusCallback: 'http://127.0.0.1:1/status/7' });
  await simulator.client.messages.create({ ...sms, to: '+5511900000000' });
  expect(await simulator.exported()).toMatchObject([
    { sid, ...sms, status: expect.any(String), status_callback: 'http://127.0.0.1:1/status/7' },
    { to: '+5511900000000', status_callback: null },
  ]);
  expect(await simulator.exported(sms.to)).toMatchObject([{ sid, created_at: expect.stringMatching(/^\d{4}-.*Z$/) }]);
});

it('opts a person out of one sender', async () => {
  expect((await simulator.post('/simulator/opt-out', { to: sms.to, from: sms.from })).status).toBe(204);
  await expect(simulator.client.messages.create(sms)).rejects.toMatchObject({ code: 21610 });
  await expect(simulator.client.messages.create({ ...sms, from: 'Recado' })).resolves.toMatchObject({
    status: 'queued',
  });
});

it('refuses what it cannot make sense of', async () => {
  expect((await simulator.post('/simulator/faults/next', { kind: 'meteor' })).status).toBe(400);
  expect((await simulator.put('/simulator/faults', { reset_after: 2 })).status).toBe(400);
  expect((await simulator.post('/simulator/opt-out', {})).status).toBe(400);
  expect((await fetch(`${simulator.url}/simulator/opt-out`, { method: 'POST' })).status).toBe(400);
});

it('is healthy without credentials', async () => {
  await expect(simulator.get('/healthz')).resolves.toEqual({ status: 'ok' });
});

it('says 404 in Twilio’s way to any other path', async () => {
  await expect(simulator.get('/somewhere')).resolves.toMatchObject({ code: 20404, status: 404 });
});
