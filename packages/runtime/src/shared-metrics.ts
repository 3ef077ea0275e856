import type { Metrics } from './metrics.ts';

type Counts = { used: number; idle: number; waiting: number };

/** The store of a process, as far as its metrics need it. */
type Store = {
  clockOffsetMs: () => number;
  unreadableValues: ReadonlyMap<string, number>;
  connectionCounts: () => Record<string, Counts>;
};

type Move = { channel: string; category: string; status: string; errorCode?: number; seconds?: number };

const statementBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const batchBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const waitBounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
const deliveryBounds = [1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400];
const lanes = [{ lane: 'transactional' }, { lane: 'campaign' }];

/** Adds the metrics that the API and the worker have in common. `isKnownCode` bounds the error codes of Twilio. */
export const addSharedMetrics = (metrics: Metrics, isKnownCode: (code: number) => boolean) => {
  const { makeCounter, makeHistogram } = metrics;
  const moves = makeCounter({
    name: 'recado_messages_total',
    help: 'Messages that reached a status by a request, a claim, an answer of Twilio or a report.',
    labels: ['channel', 'category', 'status'],
    starts: channels.flatMap((channel) => moveStarts.map((start) => ({ channel, ...start }))),
  });
  const errors = makeCounter({
    name: 'recado_message_errors_total',
    help: 'Messages that Twilio did not deliver, by its error code.',
    labels: ['channel', 'code'],
    starts: channels.map((channel) => ({ channel, code: 'other' })),
  });
  const deliveries = makeHistogram({
    name: 'recado_delivery_seconds',
    help: 'From the answer of Twilio to the report that the message was delivered.',
    labels: ['channel'],
    starts: channels.map((channel) => ({ channel })),
    buckets: deliveryBounds,
  });
  const waits = makeHistogram({
    name: 'recado_message_wait_seconds',
    help: 'How long a message was due when it was claimed.',
    labels: ['lane'],
    starts: lanes,
    buckets: waitBounds,
  });
  const statements = makeHistogram({
    name: 'recado_db_statement_seconds',
    help: 'How long the statements took that several messages share.',
    labels: ['statement'],
    buckets: statementBounds,
  });
  const batches = makeHistogram({
    name: 'recado_batch_size',
    help: 'Calls that shared a statement.',
    labels: ['statement'],
    buckets: batchBounds,
  });
  return {
    /** Gets what the statements of the store did. */
    observer: {
      moved: ({ channel, category, status, errorCode, seconds }: Move): void => {
        moves.inc({ channel, category, status });
        if (errorCode !== undefined) errors.inc({ channel, code: isKnownCode(errorCode) ? errorCode : 'other' });
        if (seconds !== undefined) deliveries.observe({ channel }, seconds);
      },
      claimed: ({ lane, seconds }: { lane: string; seconds: number }): void => waits.observe({ lane }, seconds),
      ran: ({ statement, calls, seconds }: { statement: string; calls: number; seconds: number }): void => {
        statements.observe({ statement }, seconds);
        batches.observe({ statement }, calls);
      },
    },
    addStore: (store: Store): void => addStore(metrics, store),
  };
};

const channels = ['whatsapp', 'sms'];

const moveStarts = ['utility', 'authentication', 'marketing'].flatMap((category) =>
  ['accepted', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'expired', 'suppressed', 'canceled'].map(
    (status) => ({ category, status }),
  ),
);

const addStore = ({ makeGauge }: Metrics, { clockOffsetMs, unreadableValues, connectionCounts }: Store): void => {
  makeGauge({ name: 'recado_clock_offset_seconds', help: 'How far the clock is ahead of that of PostgreSQL.' }, () => [
    { value: clockOffsetMs() / 1_000 },
  ]);
  makeGauge(
    {
      name: 'recado_unreadable_values',
      help: 'Encrypted values that could not be decrypted since the start, by column.',
      labels: ['column'],
    },
    () => [...unreadableValues].map(([column, value]) => ({ labels: { column }, value })),
  );
  makeGauge({ name: 'recado_db_connections', help: 'Connections to PostgreSQL.', labels: ['pool', 'state'] }, () =>
    Object.entries(connectionCounts()).flatMap(([pool, { used, idle }]) => [
      { labels: { pool, state: 'used' }, value: used },
      { labels: { pool, state: 'idle' }, value: idle },
    ]),
  );
  makeGauge(
    { name: 'recado_db_waiting', help: 'Callers that wait for a connection to PostgreSQL.', labels: ['pool'] },
    () => Object.entries(connectionCounts()).map(([pool, { waiting }]) => ({ labels: { pool }, value: waiting })),
  );
};
