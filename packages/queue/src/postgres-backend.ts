import { PostgresConnection, PostgresQueueBackend, type BackendFactory, type PostgresConnectionOptions } from 'bullmq';
import { createMarks } from './postgres-markers.ts';

const longestWaitSeconds = 5;

/**
 * BullMQ gives each queue and each worker a pool of its own; here all of a process share one, and one connection to
 * LISTEN on, so that many senders and workers do not use up the server's connections.
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

const manyListeners = (emitter: object) => {
  if ('setMaxListeners' in emitter && typeof emitter.setMaxListeners === 'function') emitter.setMaxListeners(0);
};

export type SharedConnection = {
  connection: PostgresConnection;
  backend: BackendFactory<SharingBackend, PostgresConnectionOptions>;
};

/** Connects, migrates BullMQ's schema under BullMQ's advisory lock, adds the marks, and gives what makes queues on that connection. Rejects when PostgreSQL does not answer. */
export const shareConnection = async (options: PostgresConnectionOptions): Promise<SharedConnection> => {
  const connection = new PostgresConnection(options);
  // One that breaks while it is in use would end the process; whoever uses it is told, and the pool replaces it.
  connection.pool.on('connect', (client) => client.on('error', () => {}));
  manyListeners(connection);
  try {
    await connection.waitUntilReady();
    await createMarks(connection.pool);
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
