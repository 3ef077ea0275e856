import { randomUUID } from 'node:crypto';
import {
  createTestDatabase,
  describeWithRedisServer,
  openDatabase,
  startRedisServer,
  type RedisServer,
} from '@recado/testing';
import { expect, it, onTestFinished } from 'vitest';
import { createQueueConnection, makeQueueLoss, migrateQueue } from '../src/index.ts';
import { onEachEngine, patient, singleRedis } from './support/on-each-engine.ts';

onEachEngine(({ connect, newSender }) => {
  const twoProcesses = () => [makeQueueLoss(connect()), makeQueueLoss(connect())] as const;

  it('counts a queue that was never filled as lost, and gives it to one process of many', async () => {
    const processes = Array.from({ length: 4 }, () => makeQueueLoss(connect()));
    const senders = Array.from({ length: 5 }, newSender).toSorted();
    const taken = await Promise.all(processes.map(({ claimRebuild }) => claimRebuild(senders)));
    expect(taken.flat().toSorted()).toEqual(senders);
  });

  it('is settled for all processes once it is filled', async () => {
    const [one, other] = twoProcesses();
    const sender = newSender();
    await one.claimRebuild([sender]);
    await expect(one.renewRebuild([sender])).resolves.toEqual([sender]);
    await expect(one.finishRebuild([sender])).resolves.toEqual([sender]);
    await expect(other.claimRebuild([sender])).resolves.toEqual([]);
    await expect(one.claimRebuild([sender])).resolves.toEqual([]);
  });

  it('lets no process renew or finish a rebuild that another one holds', async () => {
    const [one, other] = twoProcesses();
    const sender = newSender();
    await one.claimRebuild([sender]);
    await expect(other.renewRebuild([sender])).resolves.toEqual([]);
    await expect(other.finishRebuild([sender])).resolves.toEqual([]);
    await expect(one.claimRebuild([sender])).resolves.toEqual([sender]);
  });

  it('goes to another process when the one that filled it is gone', async () => {
    const [one, other] = twoProcesses();
    const sender = newSender();
    await one.claimRebuild([sender]);
    await expect.poll(() => other.claimRebuild([sender]), { interval: 200 }).toEqual([sender]);
    await expect(one.finishRebuild([sender])).resolves.toEqual([]);
  });
});

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describeWithRedisServer('a Redis that loses everything', () => {
  const restart = async (server: RedisServer) => {
    await server.kill();
    await server.start();
  };

  it.each([
    ['by a flush', (server: RedisServer) => server.flush()],
    ['by a restart without persistence', restart],
  ])('%s has lost its queues, also one that is being filled', async (_how, lose) => {
    const server = await startRedisServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const connection = createQueueConnection({ ...patient, redis: singleRedis(server.url), installation: 'test', log });
    onTestFinished(() => connection[Symbol.asyncDispose]());
    const queueLoss = makeQueueLoss(connection);
    const [whole, filling] = [`s${randomUUID()}`, `s${randomUUID()}`];
    await queueLoss.claimRebuild([whole, filling]);
    await queueLoss.finishRebuild([whole]);
    await lose(server);
    const settle = () => queueLoss.finishRebuild([filling]).catch(() => 'away');
    await expect.poll(settle).toEqual([]);
    await expect(queueLoss.claimRebuild([whole])).resolves.toEqual([whole]);
  });
});

it('loses its queues in PostgreSQL with the schema that they are in', async () => {
  await using opened = new AsyncDisposableStack();
  const { url: databaseUrl } = opened.use(await createTestDatabase());
  await migrateQueue(databaseUrl);
  const queueLoss = makeQueueLoss(
    opened.use(createQueueConnection({ ...patient, databaseUrl, installation: 'test', log })),
  );
  const claim = () => queueLoss.claimRebuild(['store']).catch(String);
  await expect.poll(claim).toEqual(['store']);
  await queueLoss.finishRebuild(['store']);
  await expect(claim()).resolves.toEqual([]);
  const owner = opened.use(await openDatabase(databaseUrl));
  await owner.query('drop schema recado_queue cascade');
  await migrateQueue(databaseUrl);
  await expect.poll(claim).toEqual(['store']);
});
