import { hasRedis, openDatabase } from '@recado/testing';
import { expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

const order = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' }, valid_for: 1 };

it('workers share the maintenance tasks, and take those of one that is frozen or killed', async () => {
  await using system = await startSystem(hasRedis() ? 'redis' : 'postgresql', {}, { UPKEEP_INTERVAL_MS: '500' });
  await using database = await openDatabase(system.env['DATABASE_URL'] ?? '');
  await system.call('PUT', '/v1/senders/store', { paused: true });
  const counts = async (): Promise<number[]> => {
    const { rows } = await database.query<{ tasks: number }>(
      'select count(*)::int as tasks from task_leases where until > now() group by holder order by 1',
    );
    return rows.map(({ tasks }) => tasks);
  };
  const expires = async () => {
    const { body } = await system.call('POST', '/v1/messages', order);
    const status = async () => (await system.call('GET', `/v1/messages/${body.id}`)).body.status;
    await expect.poll(status).toBe('expired');
  };
  const areShared = async (workers: number) => {
    const isEven = async () => {
      const found = await counts();
      const [least = 0] = found;
      return { workers: found.length, isEven: (found.at(-1) ?? 0) - least <= 1 };
    };
    await expect.poll(isEven).toEqual({ workers, isEven: true });
  };

  const first = await system.startWorker();
  await expires();
  await areShared(1);
  const second = await system.startWorker();
  const third = await system.startWorker();
  await areShared(3);
  first.send('SIGSTOP');
  await expires();
  await areShared(2);

  first.send('SIGCONT');
  await expires();
  await areShared(3);
  await second.kill('SIGKILL');
  await third.kill('SIGTERM');
  await expires();
  await areShared(1);
});
