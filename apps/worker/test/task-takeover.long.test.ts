import { hasRedis, openDatabase } from '@recado/testing';
import { expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

const order = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' }, valid_for: 1 };

it('another worker takes the maintenance tasks of one that is frozen or killed', { timeout: 180_000 }, async () => {
  await using system = await startSystem(hasRedis() ? 'redis' : 'postgresql', {}, { UPKEEP_INTERVAL_MS: '500' });
  await using database = await openDatabase(system.env['DATABASE_URL'] ?? '');
  await system.call('PUT', '/v1/senders/store', { paused: true });
  const holders = async (): Promise<string[]> => {
    const { rows } = await database.query<{ holder: string }>(
      'select distinct holder from task_leases where until > now()',
    );
    return rows.map(({ holder }) => holder);
  };
  const expires = async () => {
    const { body } = await system.call('POST', '/v1/messages', order);
    const status = async () => (await system.call('GET', `/v1/messages/${body.id}`)).body.status;
    await expect.poll(status, { timeout: 30_000 }).toBe('expired');
  };

  const first = await system.startWorker();
  await expires();
  const [one] = await holders();
  const second = await system.startWorker();
  first.send('SIGSTOP');
  await expires();
  const [other, ...more] = await holders();
  expect(more).toEqual([]);
  expect(other).not.toBe(one);

  first.send('SIGCONT');
  await expires();
  expect(await holders()).toEqual([other]);
  await second.kill('SIGKILL');
  await expires();
  await expect.poll(holders, { timeout: 15_000 }).toEqual([one]);
});
