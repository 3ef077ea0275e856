import { hasRedis, startProcess } from '@recado/testing';
import { expect, it } from 'vitest';
import { acceptMany, countAtTwilio, listAll } from './support/crowd.ts';
import { startSystem } from './support/system.ts';

const engine = hasRedis() ? 'redis' : 'postgresql';

it('a sender waits for Twilio to be in reach again without spending attempts', async () => {
  await using system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0' });
  const health = async () => {
    const { body } = await system.call('GET', '/v1/senders/store');
    return (body as unknown as { health: { status: string; reason?: string } }).health;
  };
  await system.startWorker();
  const { simulator } = system;
  await simulator.process.kill();
  const ids = await acceptMany(system, 40);
  await expect
    .poll(health)
    .toMatchObject({ status: 'unreachable', reason: expect.stringContaining('Twilio cannot be reached') });
  await using again = startProcess('apps/twilio-simulator/src/main.ts', {
    HOST: '127.0.0.1',
    PORT: new URL(simulator.url).port,
    TWILIO_ACCOUNT_SID: simulator.accountSid,
    TWILIO_AUTH_TOKEN: simulator.authToken,
    SIMULATOR_READ_SHARE: '0',
  });
  await again.ready();
  const statuses = async () => new Set((await listAll(system)).map(({ status }) => status));
  await expect.poll(statuses, { interval: 500 }).toEqual(new Set(['delivered']));
  expect(await countAtTwilio(system)).toBe(ids.length);
  const spent = (await listAll(system)).reduce((sum, { attempts }) => sum + attempts - 1, 0);
  // The requests of the outage that opened the circuit.
  expect(spent).toBeLessThanOrEqual(4);
  expect(await health()).toMatchObject({ status: 'ok' });
});
