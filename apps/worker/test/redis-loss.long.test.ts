import { describeWithRedisServer, startRedisServer, type RedisServer } from '@recado/testing';
import { expect, it, onTestFinished } from 'vitest';
import { acceptMany, countAtTwilio, expectAllDeliveredOnce, listAll } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const senders = JSON.stringify([{ id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 20 }]);
const nobody = 'http://127.0.0.1:9';

/** Messages that wait for a retry, because no Twilio answered. */
const acceptUnsent = async (system: System, count: number): Promise<string[]> => {
  const ids = await acceptMany(system, count);
  const worker = await system.startWorker({ TWILIO_API_BASE_URL: nobody });
  const tried = async () => (await listAll(system)).filter(({ attempts }) => attempts > 0).length;
  await expect.poll(tried).toBeGreaterThan(0);
  await worker.kill();
  return ids;
};

const restart = async (server: RedisServer) => {
  await server.kill();
  await server.start();
};

describeWithRedisServer('a Redis that loses everything in the middle of the work', () => {
  it.each([
    ['in a restart without persistence', restart],
    ['in a flush', (server: RedisServer) => server.flush()],
  ] as const)('%s: what is due, scheduled or to be tried again still goes out, once', async (_how, lose) => {
    const server = await startRedisServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' };
    await using system = await startSystem('redis', simulation, { REDIS_URL: server.url, RECADO_SENDERS: senders });
    const unsent = await acceptUnsent(system, 3);
    const sendAt = Date.now() + 10_000;
    const scheduled = await acceptMany(system, 10, { send_at: new Date(sendAt).toISOString() });
    const due = await acceptMany(system, 80);

    await Promise.all([system.startWorker(), system.startWorker()]);
    await expect.poll(() => countAtTwilio(system)).toBeGreaterThan(10);
    await lose(server);
    await expectAllDeliveredOnce(system, [...unsent, ...scheduled, ...due]);
    const early = (await listAll(system)).filter(
      ({ id, sent_at: at }) => scheduled.includes(id) && Date.parse(at ?? '') < sendAt,
    );
    expect(early).toEqual([]);
  });
});
