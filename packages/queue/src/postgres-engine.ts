import { setTimeout as wait } from 'node:timers/promises';
import {
  PostgresConnection,
  PostgresQueueBackend,
  Queue,
  Worker,
  type BackendFactory,
  type PostgresConnectionOptions,
} from 'bullmq';
import pg from 'pg';
import { queueNameOf, type Engine } from './engine.ts';
import { eventsKept, jobRetention } from './policy.ts';
import { createMarkers, makePostgresMarkers } from './postgres-markers.ts';
import type { Warn } from './wait-and-warn.ts';

type Settings = { databaseUrl: string; schema: string; warn: Warn };

const connections = 8;
const retryMs = 500;
const complaint = 'Queue store PostgreSQL is not responding; retrying';

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
    Client: SurvivingClient,
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
    markers: makePostgresMarkers(async () => (await connecting).connection.pool),
    ping: async () => {
      await connecting;
      const { rows } = await opened().connection.pool.query<{ readOnly: boolean }>(
        `select current_setting('transaction_read_only')::boolean as "readOnly"`,
      );
      if (rows[0]?.readOnly) throw Object.assign(new Error('PostgreSQL is read-only'), { code: '25006' });
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

const longestWaitSeconds = 5;

/**
 * BullMQ gives each queue and each worker its own pool. Here a process shares one pool, and one connection for LISTEN,
 * so that many senders do not use up the server's connections.
 */
class SharingBackend extends PostgresQueueBackend {
  /** A wake-up that was lost with a connection costs seconds, not the hour that BullMQ would wait. */
  override get maximumBlockTimeout(): number {
    return longestWaitSeconds;
  }

  override close(): Promise<void> {
    return this.disconnectBlocking();
  }

  override disconnect(): Promise<void> {
    return this.disconnectBlocking();
  }
}

/**
 * A connection that breaks while nobody listens to it does not end the process: statements on it reject, and the pool or
 * the next LISTEN replaces it. BullMQ has no listener yet right after it connected, and none any more when it closes.
 */
class SurvivingClient extends pg.Client {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    return event === 'error' && this.listenerCount('error') === 0 ? false : super.emit(event, ...args);
  }
}

const manyListeners = (emitter: object) => {
  if ('setMaxListeners' in emitter && typeof emitter.setMaxListeners === 'function') emitter.setMaxListeners(0);
};

type SharedConnection = {
  connection: PostgresConnection;
  backend: BackendFactory<SharingBackend, PostgresConnectionOptions>;
};

/** Connects, migrates BullMQ's schema under BullMQ's advisory lock, adds the marks, and gives what makes queues on that connection. Rejects when PostgreSQL does not answer. */
const shareConnection = async (options: PostgresConnectionOptions): Promise<SharedConnection> => {
  const connection = new PostgresConnection(options);
  // BullMQ makes its LISTEN client with the module that it loaded, whatever the options say.
  Object.assign(connection, { pgModule: { ...pg, Client: SurvivingClient } });
  manyListeners(connection);
  try {
    await connection.waitUntilReady();
    await createMarkers(connection.pool);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const listen = connection.getListenClient.bind(connection);
  connection.getListenClient = async () => {
    const client = await listen();
    manyListeners(client);
    return client;
  };
  return { connection, backend: (name, queueOptions) => new SharingBackend(connection, name, queueOptions, true) };
};
