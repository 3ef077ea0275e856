import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockIn, clockOff, skipsWrongClocks } from '@recado/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSystem, type System } from './support/system.ts';

const order = (order_id: string) => ({
  to: '+5511987654321',
  template: 'order_confirmation',
  variables: { order_id },
});

const impatient = { TWILIO_TIMEOUT_MS: '1500', RESOLVE_GRACE_MS: '500', UPKEEP_INTERVAL_MS: '100' };
const quiet = { SIMULATOR_READ_SHARE: '0', SIMULATOR_CALLBACKS: 'off' };

const accept = async (system: System, message: object, headers?: Record<string, string>): Promise<string> => {
  const { status, body } = await system.call('POST', '/v1/messages', message, headers);
  expect(status).toBe(202);
  return body.id;
};

const becomes = (system: System, ids: string[], status: string) => {
  const statusOf = async (id: string) => (await system.call('GET', `/v1/messages/${id}`)).body.status;
  return expect.poll(() => Promise.all(ids.map(statusOf)), { interval: 200 }).toEqual(ids.map(() => status));
};

const createdAtTwilio = async ({ simulator }: System): Promise<number> => {
  const stats = (await (await fetch(`${simulator.url}/simulator/stats`)).json()) as { created: number };
  return stats.created;
};

const manyOrders = (system: System, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => accept(system, order(String(index + 1)))));

// Without libfaketime (Debian's package faketime) no process can have a wrong clock.
describe.skipIf(skipsWrongClocks)('a process whose clock is wrong', () => {
  it.each([25, 8, -25])('by %i s finds at Twilio what was lost, and sends nothing twice', async (seconds) => {
    await using system = await startSystem('postgresql', quiet, { ...impatient, CALLBACK_PATIENCE_MS: '1000' });
    await fetch(`${system.simulator.url}/simulator/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reset_after: 1 }),
    });
    const worker = await system.startWorker(clockOff(seconds));
    const ids = await manyOrders(system, 6);
    await becomes(system, ids, 'delivered');
    expect(await createdAtTwilio(system)).toBe(ids.length);
    expect(worker.output.text()).toContain('Clock differs from the clock of PostgreSQL');
  });

  it.each([60, -60])('by %i s is not ready, says so and claims nothing', async (seconds) => {
    await using system = await startSystem('postgresql', quiet, impatient);
    const worker = await system.startWorker(clockOff(seconds));
    const ids = await manyOrders(system, 2);
    const { url } = await worker.ready();
    expect((await fetch(`${String(url)}/readyz`)).status).toBe(503);
    const metrics = await (await fetch(`${String(url)}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`^recado_clock_offset_seconds ${seconds < 0 ? '-' : ''}(59|60)`, 'm'));
    expect(worker.output.text()).toContain('claims nothing');
    await sleep(1_500);
    expect(await createdAtTwilio(system)).toBe(0);
    await system.startWorker();
    await becomes(system, ids, 'sent');
  });

  it('does not take the live requests of another worker for those of a dead one', async () => {
    await using system = await startSystem('postgresql', { ...quiet, SIMULATOR_LATENCY_MS: '1200' }, impatient);
    await system.startWorker();
    await Promise.all([system.startWorker(clockOff(300)), system.startWorker(clockOff(25))]);
    const ids = await manyOrders(system, 6);
    await becomes(system, ids, 'sent');
    expect(await createdAtTwilio(system)).toBe(ids.length);
  });

  it('by two days for a moment sends nothing early and forgets no Idempotency-Key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recado-clock-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'clock');
    await writeFile(file, '+0s');
    await using system = await startSystem('postgresql', quiet, impatient);
    await system.startWorker(clockIn(file));
    const key = { 'idempotency-key': 'order-1' };
    const inAnHour = { ...order('1'), send_at: new Date(Date.now() + 3_600_000).toISOString() };
    const id = await accept(system, inAnHour, key);
    const stays = [await accept(system, inAnHour), id];
    await writeFile(file, '+2d');
    await sleep(3_000);
    await writeFile(file, '+0s');
    await sleep(2_000);
    await becomes(system, stays, 'accepted');
    expect(await accept(system, inAnHour, key)).toBe(id);
    expect(await createdAtTwilio(system)).toBe(0);
    const now = await accept(system, order('2'));
    await becomes(system, [now], 'sent');
  });
});
