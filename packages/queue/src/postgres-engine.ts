import { setTimeout as wait } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import type { Engine } from './engine.ts';
import { queueNameOf } from './names.ts';
import { eventsKept, jobRetention } from './policy.ts';
import { shareConnection, type SharedConnection } from './postgres-backend.ts';
import { makePostgresMarks } from './postgres-markers.ts';
import type { Warn } from './sparing.ts';

type Settings = { databaseUrl: string; schema: string; warn: Warn };

const connections = 8;
const retryMs = 500;
const complaint = 'PostgreSQL, which keeps the queue, does not answer: trying again';

/** Queues in a schema of their own in the record's database: one pool a process, and one connection to listen on. */
export const createPostgresEngine = ({ databaseUrl, schema, warn }: Settings): Engine => {
  const end = new AbortController();
  const complain = (error: unknown) => warn(error, complaint);
  const connection = {
    connectionString: databaseUrl,
    schema,
    max: connections,
    migrate: true,
    application_name: 'recado-queue',
  };

  const connect = async (): Promise<SharedConnection> => {
    for (;;) {
      try {
        return await shareConnection(connection);
      } catch (error) {
        complain(error);
      }
      await wait(retryMs, undefined, { signal: end.signal });
    }
  };

  let shared: SharedConnection | undefined;
  const connecting = connect().then((made) => (shared = made));
  connecting.catch(() => undefined);
  const opened = () => {
    if (!shared) throw new Error('The queue is not ready: await ready() first');
    return shared;
  };

  return {
    ready: async () => void (await connecting),
    openQueue: (senderId) =>
      new Queue(
        queueNameOf(senderId),
        { connection, streams: { events: { maxLen: eventsKept } }, defaultJobOptions: jobRetention },
        opened().backend,
      ).on('error', complain),
    openWorker: (senderId, work, options) =>
      new Worker(queueNameOf(senderId), work, { ...options, connection }, opened().backend).on('error', complain),
    marks: makePostgresMarks(async () => (await connecting).connection.pool),
    ping: async () => {
      await connecting;
      await opened().connection.pool.query('select 1');
    },
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await connecting.then(
        (made) => made.connection.close(),
        () => undefined,
      );
    },
  };
};
