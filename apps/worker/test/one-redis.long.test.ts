import { describeWithRedisServer, openDatabase, startRedisServer } from '@recado/testing';
import { expect, it } from 'vitest';
import { acceptMany, expectAllDeliveredOnce, watchPauses } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const senders = JSON.stringify([{ id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 20 }]);
const count = 40;

/** The databases of tests are copies of one. A copy gets an id of its own as docs/operations.md says. */
const becomeAnother = async (system: System): Promise<void> => {
  await system.api.kill();
  await using database = await openDatabase(system.env['DATABASE_URL'] ?? '');
  await database.query(
    `update settings set value = to_jsonb(left(md5(gen_random_uuid()::text), 8)) where name = 'installation'`,
  );
  await system.restartApi();
};

describeWithRedisServer('two installations on one Redis', () => {
  it('with a sender of the same name: each sends its own messages, once and at its own rate', async () => {
    await using redis = await startRedisServer();
    const more = { REDIS_URL: redis.url, RECADO_SENDERS: senders };
    const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' };
    await using one = await startSystem('redis', simulation, more);
    await using other = await startSystem('redis', simulation, more);
    await becomeAnother(other);
    const systems = [one, other];
    await using onePauses = watchPauses(one);
    await using otherPauses = watchPauses(other);
    await Promise.all(systems.flatMap((system) => [system.startWorker(), system.startWorker()]));
    const accepted = await Promise.all(systems.map((system) => acceptMany(system, count)));
    for (const [index, system] of systems.entries()) await expectAllDeliveredOnce(system, accepted[index] ?? []);
    // They take two seconds. A message whose job the other installation took comes back after ten at least, long after
    // the others. A busy machine makes all of them slower, and the pause no longer.
    for (const pauses of [onePauses, otherPauses]) expect(pauses.longestMs()).toBeLessThan(6_000);
  });
});
