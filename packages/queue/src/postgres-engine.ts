import { setTimeout as wait } from 'node:timers/promises';
import {
  PostgresConnection,
  PostgresQueueBackend,
  Queue,
  SchemaMigrationRequiredError,
  Worker,
  type BackendFactory,
  type JobJson,
  type PostgresConnectionOptions,
  type QueueBaseOptions,
} from 'bullmq';
import pg from 'pg';
import { queueNameOf, type Engine, type ToQueue } from './engine.ts';
import { eventsKept, jobRetention } from './policy.ts';
import { checkQueueSchema, connectWithinMs, makePostgresMarkers, queueSchema } from './postgres-schema.ts';
import { makeJobWait, watchQueues, type JobWait, type QueueWatch } from './postgres-watch.ts';
import type { Warn } from './wait-and-warn.ts';

type Settings = { databaseUrl: string; installation: string | Promise<string>; warn: Warn };

const connections = 8;
const retryMs = 500;
const complaint = 'Queue store PostgreSQL is not responding; retrying';

/** Queues in a schema of their own in the record's database: one pool a process, and one connection to listen on. */
export const createPostgresEngine = ({ databaseUrl, installation, warn }: Settings): Engine => {
  const end = new AbortController();
  const complain = (error: unknown) => warn(error, complaint);
  const connection = {
    connectionString: databaseUrl,
    schema: queueSchema,
    max: connections,
    // A role that may not create has to suffice: `migrateQueue` makes the schema.
    migrate: false,
    application_name: 'recado-queue',
    connectionTimeoutMillis: connectWithinMs,
    Client: SessionClient,
    onConnect: (client: pg.ClientBase) => client.query(`set search_path to ${queueSchema}`),
  };

  const connect = async (): Promise<SharedConnection> => {
    const id = await untilAborted(installation, end.signal);
    for (;;) {
      try {
        return {
          ...(await shareConnection(connection, complain)),
          nameOf: (senderId) => `${id}.${queueNameOf(senderId)}`,
        };
      } catch (error) {
        // `checkReady` tells of a schema that is missing.
        if (!(error instanceof SchemaMigrationRequiredError)) complain(error);
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
    checkReady: () => checkQueueSchema(databaseUrl),
    openQueue: (senderId) => {
      const queue = new Queue(
        opened().nameOf(senderId),
        { connection, streams: { events: { maxLen: eventsKept } }, defaultJobOptions: jobRetention },
        opened().backend,
      ).on('error', complain);
      return Object.assign(queue, { addMissing: (jobs: ToQueue[]) => queue.addBulk(jobs) });
    },
    openWorker: (senderId, work, options) => {
      const worker = new Worker(
        opened().nameOf(senderId),
        work,
        // The watch wakes the worker, and looks after stalled jobs for all queues.
        { ...options, drainDelay: longestWaitSeconds, skipStalledCheck: true, connection },
        opened().backend,
      );
      return worker.on('error', complain).on('paused', () => worker.backend.interruptWait());
    },
    markers: makePostgresMarkers(async () => {
      const { connection: made, nameOf } = await connecting;
      return { pool: made.pool, nameOf };
    }),
    memory: { read: async () => undefined, write: async () => undefined },
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
        ({ watch, connection: made }) => {
          watch[Symbol.dispose]();
          return made.close();
        },
        () => undefined,
      );
    },
  };
};

const untilAborted = <T>(promise: T | Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The queue was closed')), { once: true });
    Promise.resolve(promise).then(resolve, reject);
  });

/** As long as BullMQ's own longest. The watch ends a wait before. */
const longestWaitSeconds = 3_600;

/**
 * BullMQ gives each queue and each worker its own pool, and each worker its own polling. Here a process shares one pool,
 * and one watch with one connection for LISTEN, so that many senders do not use up the server's connections.
 */
class SharingBackend extends PostgresQueueBackend {
  readonly #jobWait: JobWait | undefined;
  #isDisconnected = false;

  /** With a watch it is the backend of a worker. */
  constructor(
    connection: PostgresConnection,
    name: string,
    options: QueueBaseOptions<PostgresConnectionOptions>,
    watch: QueueWatch | undefined,
  ) {
    super(connection, name, options, true);
    this.#jobWait = watch && makeJobWait(watch, { name, recoverStalled: () => this.moveStalledJobsToWait() });
  }

  override async waitForJob(seconds: number) {
    if (this.#isDisconnected || !this.#jobWait) return null;
    return this.#jobWait.wait(seconds * 1_000);
  }

  interruptWait(): void {
    this.#jobWait?.interrupt();
  }

  override async disconnectBlocking(): Promise<void> {
    this.#isDisconnected = true;
    this.interruptWait();
  }

  override async reconnectBlocking(): Promise<void> {
    this.#isDisconnected = false;
  }

  /**
   * One statement, as BullMQ's own has it, which makes a sequence for each queue and temporary tables for each call. A
   * role that may not create can run this one.
   */
  override async addJobs(entries: { job: JobJson; jobId: string }[]): Promise<string[]> {
    const jobs = entries.map(({ job, jobId }) => ({ ...job, id: jobId, opts: job.opts ?? {}, ...timesOf(job) }));
    await this.connection.pool.query(addJobsInOrder, [this.queueName, JSON.stringify(jobs)]);
    return entries.map(({ jobId }) => jobId);
  }

  override async close(): Promise<void> {
    this.#jobWait?.[Symbol.dispose]();
    await this.disconnectBlocking();
  }

  override disconnect(): Promise<void> {
    return this.close();
  }
}

const timesOf = ({ opts, timestamp }: JobJson) => {
  const { delay = 0, priority = 0, attempts = 1 } = opts ?? {};
  return { delay, priority, attempts, timestamp };
};

const addJobsInOrder = `
  select add_job(
    $1, job.id, job.name, job.data::jsonb, job.opts, job.priority, job.delay, job.timestamp, job.attempts,
    null, null, null, null, null, coalesce((job.opts ->> 'lifo')::boolean, false)
  )
  from rows from (json_to_recordset($2::json) as (
    id text, name text, data text, opts jsonb, priority integer, delay bigint, "timestamp" bigint, attempts integer
  )) with ordinality as job
  order by job.ordinality`;

/**
 * A connection that breaks while nobody listens to it does not end the process. Statements on it reject, and the pool or
 * the next LISTEN replaces it. BullMQ has no listener yet right after it connected, and none any more when it closes.
 *
 * It has no startup options, which PgBouncer refuses: `onConnect` of the pool sets the search path.
 */
class SessionClient extends pg.Client {
  constructor({ options: _refused, ...config }: pg.ClientConfig = {}) {
    super(config);
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    return event === 'error' && this.listenerCount('error') === 0 ? false : super.emit(event, ...args);
  }
}

type SharedConnection = {
  connection: PostgresConnection;
  watch: QueueWatch;
  backend: BackendFactory<SharingBackend, PostgresConnectionOptions>;
  nameOf: (senderId: string) => string;
};

/** Connects, and returns what makes queues on that connection. Rejects when PostgreSQL does not answer. */
const shareConnection = async (
  options: PostgresConnectionOptions,
  complain: (error: unknown) => void,
): Promise<Omit<SharedConnection, 'nameOf'>> => {
  const connection = new PostgresConnection(options);
  // BullMQ makes its LISTEN client with the module that it loaded, whatever the options say.
  Object.assign(connection, { pgModule: { ...pg, Client: SessionClient } });
  // Each queue and each worker listens to it.
  connection.setMaxListeners(0);
  try {
    await connection.waitUntilReady();
  } catch (error) {
    await connection.close();
    throw error;
  }
  const watch = watchQueues(connection, complain);
  return {
    connection,
    watch,
    backend: (name, queueOptions, { withBlockingConnection: isWorker } = {}) =>
      new SharingBackend(connection, name, queueOptions, isWorker ? watch : undefined),
  };
};
