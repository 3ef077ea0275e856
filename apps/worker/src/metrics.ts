import type { Balance, OpenRestore, OutcomeKind, RecordedSender, UsageCheck, WaitingMessages } from '@recado/messaging';
import type { QueueCounts } from '@recado/queue';
import { makeCounter, makeGauge, makeHistogram, makeMetrics } from '@recado/runtime';
import type { UnreadableValues } from '@recado/store';
import { senderStateOf } from './sending/supervise-senders.ts';

type Deps = {
  clock: () => Date;
  findSenders: () => Promise<RecordedSender[]>;
  countJobs: (senderId: string) => Promise<QueueCounts>;
  countUndecided: () => Promise<number>;
  findBalance: () => Promise<Balance | undefined>;
  findUsageCheck: () => Promise<UsageCheck | undefined>;
  countWaiting: () => Promise<WaitingMessages[]>;
  findOpenRestore: () => Promise<OpenRestore | undefined>;
  clockOffsetMs: () => number;
  unreadableValues: UnreadableValues;
};

const sendBounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * The counters and measurements of a worker. The gauges come from PostgreSQL and the queues: every worker reports the
 * same.
 */
export const makeWorkerMetrics = (deps: Deps) => {
  const sends = makeCounter('recado_sends_total', 'Requests to Twilio, by outcome.');
  const sending = makeHistogram('recado_send_seconds', 'How long Twilio took.', sendBounds);
  const rates = makeGauge('recado_sender_rate', 'Messages a second that a sender may send now.', () => ratesOf(deps));
  const jobs = makeGauge('recado_queue_jobs', 'Jobs in the queue of a sender.', () => jobsOf(deps));
  const unresolved = makeGauge(
    'recado_unresolved_messages',
    'Messages of unknown outcome, by what they wait for.',
    () => waitingOf(deps, ({ messages }) => messages),
  );
  const oldest = makeGauge('recado_unresolved_oldest_seconds', 'How long the oldest of them has waited.', () =>
    waitingOf(deps, ({ since }) => Math.max(0, (deps.clock().getTime() - since.getTime()) / 1_000)),
  );
  const unread = makeGauge(
    'recado_inbound_unread_seconds',
    'Time for which marketing has waited for the list of inbound messages.',
    async () => (await deps.findSenders()).map((sender) => unreadOf(sender, deps.clock())),
  );
  const paused = makeGauge(
    'recado_marketing_paused',
    '1 while marketing of a sender waits because WhatsApp rates its quality, or that of its portfolio, as low.',
    async () =>
      (await deps.findSenders()).map(({ id, marketingPause }) => ({
        labels: { sender: id },
        value: marketingPause ? 1 : 0,
      })),
  );
  const restored = makeGauge(
    'recado_restore_remaining',
    "After a restore of the database: messages to compare with Twilio's list, and senders with an unread inbound list.",
    () => remainingOf(deps),
  );
  const undecided = makeGauge(
    'recado_undecided_opt_outs',
    'People whose marketing is held until somebody reads what they wrote.',
    async () => [{ labels: {}, value: await deps.countUndecided() }],
  );
  const balance = makeGauge(
    'recado_account_balance',
    'What the Twilio account had left when it was last read, by currency.',
    () => balanceOf(deps),
  );
  const drift = makeGauge(
    'recado_usage_drift_ratio',
    'Share by which the counted cost of the last compared day differs from what Twilio billed.',
    () => driftOf(deps),
  );
  const unknownUsage = makeGauge(
    'recado_usage_unknown',
    '1 if Twilio did not tell what it billed on the last day; GET /v1/prices has the reason.',
    async () => [{ labels: {}, value: (await deps.findUsageCheck())?.problem === undefined ? 0 : 1 }],
  );
  const offset = makeGauge('recado_clock_offset_seconds', 'How far the clock is ahead of that of PostgreSQL.', () => [
    { labels: {}, value: deps.clockOffsetMs() / 1_000 },
  ]);
  const unreadable = makeGauge(...unreadableGauge(deps.unreadableValues));
  return {
    sent: (sender: string, outcome: OutcomeKind, seconds: number): void => {
      sends.add({ sender, outcome });
      sending.observe(seconds);
    },
    expose: makeMetrics([
      sends,
      sending,
      rates,
      jobs,
      unresolved,
      oldest,
      unread,
      paused,
      restored,
      undecided,
      balance,
      drift,
      unknownUsage,
      offset,
      unreadable,
    ]),
  };
};

const balanceOf = async ({ findBalance }: Deps) => {
  const found = await findBalance();
  return found ? [{ labels: { currency: found.currency }, value: Number(found.amount) }] : [];
};

const driftOf = async ({ findUsageCheck }: Deps) =>
  ((await findUsageCheck())?.sums ?? []).map(({ channel, category = 'all', counted, billed }) => ({
    labels: { channel, category },
    value: Number(billed) > 0 ? Number(counted) / Number(billed) - 1 : 1,
  }));

const remainingOf = async ({ findOpenRestore }: Deps) => {
  const { messages = 0, senders = 0 } = (await findOpenRestore()) ?? {};
  return Object.entries({ messages, senders }).map(([kind, value]) => ({ labels: { kind }, value }));
};

const unreadOf = ({ id, inboundBehindSince: since }: RecordedSender, now: Date) => ({
  labels: { sender: id },
  value: since ? Math.max(0, now.getTime() - since.getTime()) / 1_000 : 0,
});

const waitingOf = async ({ countWaiting }: Deps, valueOf: (waiting: WaitingMessages) => number) =>
  (await countWaiting()).map((waiting) => ({ labels: { reason: waiting.reason }, value: valueOf(waiting) }));

const jobsOf = async ({ findSenders, countJobs }: Deps) => {
  const ofSenders = (await findSenders()).map(async ({ id }) => {
    const { waiting, delayed, active } = await countJobs(id);
    return Object.entries({ waiting, delayed, active }).map(([state, value]) => ({
      labels: { sender: id, state },
      value,
    }));
  });
  return (await Promise.all(ofSenders)).flat();
};

const ratesOf = async ({ clock, findSenders }: Deps) =>
  (await findSenders()).map((sender) => {
    const { rate, held: isPaused } = senderStateOf(sender, clock());
    return { labels: { sender: sender.id }, value: isPaused ? 0 : rate };
  });

const unreadableGauge = (values: UnreadableValues) =>
  [
    'recado_unreadable_values',
    'Encrypted values that could not be decrypted since the start, by column.',
    () => [...values].map(([column, value]) => ({ labels: { column }, value })),
  ] as const;
