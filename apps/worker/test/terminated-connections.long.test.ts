import { openDatabase } from '@recado/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

const rounds = 200;

it('no process ends when its connections are terminated again and again, and every message is sent', async () => {
  await using system = await startSystem('postgresql');
  const worker = await system.startWorker();
  await using owner = await openDatabase(system.env.DATABASE_URL ?? '');
  const accepted = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const body = { to: '+5511987654321', channel: 'sms', body: `Oi ${round}` };
    const posted = system.call('POST', '/v1/messages', body, { 'idempotency-key': `round-${round}` });
    await sleep(Math.random() * 60);
    await owner.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const answer = await posted;
    expect([202, 503]).toContain(answer.status);
    if (answer.status === 202) accepted.add(answer.body.id);
  }
  const again = { to: '+5511987654321', channel: 'sms', body: 'Oi' };
  await expect.poll(async () => (await system.call('POST', '/v1/messages', again)).status).toBe(202);
  expect(accepted.size).toBeGreaterThan(0);
  const unsent = () =>
    owner
      .query("select id from messages where id = any($1) and status in ('accepted', 'sending')", [[...accepted]])
      .then(({ rows }) => rows);
  await expect.poll(unsent, { timeout: 25_000 }).toEqual([]);
  expect(worker.output.text()).not.toMatch(/nobody (caught|was listening)/);
  expect(system.api.output.text()).not.toMatch(/nobody (caught|was listening)/);
}, 60_000);
