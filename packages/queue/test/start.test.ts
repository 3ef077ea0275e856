import { randomBytes, randomUUID } from 'node:crypto';
import { Unavailable } from '@recado/messaging';
import { createTestDatabase, openDatabase } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { createQueueConnection, makeProducer, makeQueueLoss, migrateQueue } from '../src/index.ts';
import { patient } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

it('lets many processes start at once on an empty database', async () => {
  await using opened = new AsyncDisposableStack();
  const { url: databaseUrl } = opened.use(await createTestDatabase());
  const complaints: unknown[] = [];
  const complain = (fields: object) => void complaints.push(fields);
  const log = { info: complain, warn: complain, error: complain };
  const start = async () => {
    await migrateQueue(databaseUrl);
    const connection = opened.use(createQueueConnection({ ...patient, databaseUrl, installation: 'test', log }));
    await connection.checkReady();
    await connection.engine.ready();
    return connection.ping();
  };
  await expect(Promise.all(Array.from({ length: 8 }, start))).resolves.toHaveLength(8);
  expect(complaints).toEqual([]);
});

it('waits for a schema that is made later, and for the id of the installation', async () => {
  await using opened = new AsyncDisposableStack();
  const { url: databaseUrl } = opened.use(await createTestDatabase());
  const { promise: installation, resolve } = Promise.withResolvers<string>();
  const connection = opened.use(createQueueConnection({ databaseUrl, installation, log: silent }));
  await expect(connection.checkReady()).rejects.toThrow('run `recado migrate`, or start the API');
  resolve('test');
  await expect(connection.ping()).rejects.toBeInstanceOf(Unavailable);
  await migrateQueue(databaseUrl);
  await expect(connection.checkReady()).resolves.toBeUndefined();
  await expect(connection.engine.ready()).resolves.toBeUndefined();
});

describe('a role that may not create', () => {
  const asRole = async (opened: AsyncDisposableStack) => {
    const { url: databaseUrl } = opened.use(await createTestDatabase());
    const owner = opened.use(await openDatabase(databaseUrl));
    const role = `r_${randomBytes(6).toString('hex')}`;
    await owner.query(
      `create role ${role} login password 'secret'; revoke temporary on database ${new URL(databaseUrl).pathname.slice(1)} from public`,
    );
    opened.defer(async () => void (await owner.query(`drop owned by ${role}; drop role ${role}`)));
    const url = new URL(databaseUrl);
    url.username = role;
    url.password = 'secret';
    return { databaseUrl, owner, role, url: url.href };
  };

  it('learns which right the schema needs', async () => {
    await using opened = new AsyncDisposableStack();
    const { url, role } = await asRole(opened);
    await expect(migrateQueue(url)).rejects.toMatchObject({
      code: 'missing_privilege',
      message: expect.stringMatching(`GRANT CREATE ON DATABASE test_\\w+ TO ${role}; or run .recado migrate.`),
    });
  });

  it('has its rights from the GRANT that it is told, and they are enough to queue and to work', async () => {
    await using opened = new AsyncDisposableStack();
    const { databaseUrl, owner, url } = await asRole(opened);
    await migrateQueue(databaseUrl);
    const connection = opened.use(
      createQueueConnection({ ...patient, databaseUrl: url, installation: 'test', log: silent }),
    );
    const refusal: unknown = await connection.checkReady().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'missing_privilege' });
    await owner.query((refusal as Error).message.split('Run as the owner: ')[1] ?? '');
    await connection.checkReady();
    await migrateQueue(url);

    const { handle, ids } = recordHandled();
    const queueLoss = makeQueueLoss(connection);
    await connection.engine.ready();
    await queueLoss.claimRebuild(['store']);
    await expect(queueLoss.finishRebuild(['store'])).resolves.toEqual(['store']);
    const producer = makeProducer(connection);
    const messages = Array.from({ length: 40 }, () => randomUUID());
    await producer.enqueueAll(messages.map((messageId) => ({ messageId, senderId: 'store', segments: 2 })));
    startConsumer(connection, { sender: 'store', handle });
    await expect.poll(() => ids().length).toBe(40);
    expect(ids().toSorted()).toEqual(messages.toSorted());
  });
});

it('asks for a place to keep the queues', () => {
  expect(() => createQueueConnection({ installation: 'test', log: silent })).toThrow('give redis or databaseUrl');
});
