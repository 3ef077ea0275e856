import type { Balance, OpenRestore, RecordedSender, RetentionKind, WaitingMessages } from '@recado/messaging';
import type { QueueCounts } from '@recado/queue';
import { shareReading, type Metrics, type Sample } from '@recado/runtime';
import type { Store } from '@recado/store';
import { senderStateOf } from './sending/supervise-senders.ts';

/** The readings behind the gauges of the record. */
export type Readings = {
  clock: () => Date;
  findSenders: () => Promise<RecordedSender[]>;
  countJobs: (senderId: string) => Promise<QueueCounts>;
  countUndecided: () => Promise<number>;
  findBalance: () => Promise<Balance | undefined>;
  countWaiting: () => Promise<WaitingMessages[]>;
  findOpenRestore: () => Promise<OpenRestore | undefined>;
} & Pick<
  Store,
  | 'findSettings'
  | 'findOldestKept'
  | 'countDeltas'
  | 'findOldestDue'
  | 'countUnheard'
  | 'countCampaignStates'
  | 'findDaySpending'
  | 'findUsageCheck'
  | 'measureWebhooks'
>;

/** More rows than this are not counted. */
const mostDeltas = 100_000;

/** These gauges come from PostgreSQL and the queues: every worker reports the same. They are read at most once in 5 s. */
export const addReadings = ({ makeGauge }: Metrics, readings: Readings): void => {
  const { clock } = readings;
  const findSenders = shareReading(readings.findSenders);
  const findOldestDue = shareReading(readings.findOldestDue);
  const countWaiting = shareReading(readings.countWaiting);
  const findUsageCheck = shareReading(readings.findUsageCheck);
  const measureWebhooks = shareReading(readings.measureWebhooks);
  const findDaySpending = shareReading(() => readings.findDaySpending(clock()));
  const secondsSince = (since: Date): number => Math.max(0, (clock().getTime() - since.getTime()) / 1_000);
  const ofSenders = async (valueOf: (sender: RecordedSender) => number): Promise<Sample[]> =>
    (await findSenders()).map((sender) => ({ labels: { sender: sender.id }, value: valueOf(sender) }));
  const ofWaiting = async (valueOf: (waiting: WaitingMessages) => number): Promise<Sample[]> =>
    (await countWaiting()).map((waiting) => ({ labels: { reason: waiting.reason }, value: valueOf(waiting) }));

  const gauges: [name: string, help: string, labels: string[], read: () => Promise<Sample[]>][] = [
    [
      'recado_sender_rate',
      'Messages a second that a sender may send now.',
      ['sender'],
      () =>
        ofSenders((sender) => {
          const { rate, held } = senderStateOf(sender, clock());
          return held ? 0 : rate;
        }),
    ],
    [
      'recado_sender_rate_limit',
      'Messages a second that are set for a sender.',
      ['sender'],
      () => ofSenders(({ mps }) => mps),
    ],
    [
      'recado_queue_jobs',
      'Jobs in the queue of a sender.',
      ['sender', 'state'],
      shareReading(async () => (await Promise.all((await findSenders()).map(({ id }) => jobsOf(readings, id)))).flat()),
    ],
    [
      'recado_queue_oldest_due_age_seconds',
      'For how long the oldest accepted message of a sender is due.',
      ['sender', 'lane'],
      async () =>
        (await findOldestDue()).flatMap(({ senderId: sender, transactional, campaign }) =>
          Object.entries({ transactional, campaign }).map(([lane, dueAt]) => ({
            labels: { sender, lane },
            value: dueAt ? secondsSince(dueAt) : 0,
          })),
        ),
    ],
    [
      'recado_unresolved_messages',
      'Messages of unknown outcome, by what they wait for.',
      ['reason'],
      () => ofWaiting(({ messages }) => messages),
    ],
    [
      'recado_unresolved_oldest_age_seconds',
      'How long the oldest of them has waited.',
      ['reason'],
      () => ofWaiting(({ since }) => secondsSince(since)),
    ],
    [
      'recado_unheard_messages',
      'Sent messages whose status callback is overdue, up to 10,000.',
      [],
      shareReading(async () => [{ value: await readings.countUnheard(clock()) }]),
    ],
    [
      'recado_retention_oldest_age_seconds',
      'Age of the oldest data that retention has not gone through, of the kinds that have one.',
      ['kind'],
      shareReading(async () => {
        const { retentionDays } = await readings.findSettings();
        const kinds = Object.entries(retentionDays).flatMap(([kind, days]) =>
          days === null ? [] : [kind as RetentionKind],
        );
        return Promise.all(
          kinds.map(async (kind) => {
            const oldest = await readings.findOldestKept(kind);
            return { labels: { kind }, value: oldest ? secondsSince(oldest) : 0 };
          }),
        );
      }),
    ],
    [
      'recado_fold_backlog_rows',
      'Changes of messages that are not added up in the counters of campaigns, up to 100,000.',
      [],
      shareReading(async () => [{ value: await readings.countDeltas(mostDeltas) }]),
    ],
    [
      'recado_inbound_unread_seconds',
      'Time for which marketing has waited for the list of inbound messages.',
      ['sender'],
      () => ofSenders(({ inboundBehindSince }) => (inboundBehindSince ? secondsSince(inboundBehindSince) : 0)),
    ],
    [
      'recado_marketing_paused',
      '1 while marketing of a sender waits because WhatsApp rates its quality, or that of its portfolio, as low.',
      ['sender'],
      () => ofSenders(({ marketingPause }) => (marketingPause ? 1 : 0)),
    ],
    [
      'recado_restore_remaining',
      'What is not compared with Twilio after a restore of the database.',
      ['kind'],
      shareReading(async () => {
        const { messages = 0, senders = 0 } = (await readings.findOpenRestore()) ?? {};
        return Object.entries({ messages, senders }).map(([kind, value]) => ({ labels: { kind }, value }));
      }),
    ],
    [
      'recado_undecided_opt_outs',
      'People whose marketing is held until somebody reads what they wrote.',
      [],
      shareReading(async () => [{ value: await readings.countUndecided() }]),
    ],
    [
      'recado_account_balance',
      'What the Twilio account had left when it was last read, by currency.',
      ['currency'],
      shareReading(async () => {
        const found = await readings.findBalance();
        return found ? [{ labels: { currency: found.currency }, value: Number(found.amount) }] : [];
      }),
    ],
    [
      'recado_usage_drift_ratio',
      'Share by which the counted cost of the last compared day differs from what Twilio billed.',
      ['channel', 'category'],
      async () =>
        ((await findUsageCheck())?.sums ?? []).map(({ channel, category = 'all', counted, billed }) => ({
          labels: { channel, category },
          value: Number(billed) > 0 ? Number(counted) / Number(billed) - 1 : 1,
        })),
    ],
    [
      'recado_usage_unknown',
      '1 if Twilio did not tell what it billed on the last day; GET /v1/prices has the reason.',
      [],
      async () => [{ value: (await findUsageCheck())?.problem === undefined ? 0 : 1 }],
    ],
    [
      'recado_campaigns',
      'Campaigns that have not ended, by status and its reason.',
      ['status', 'reason'],
      shareReading(async () =>
        (await readings.countCampaignStates()).map(({ status, reason, campaigns }) => ({
          labels: { status, reason },
          value: campaigns,
        })),
      ),
    ],
    [
      'recado_spend_day_amount',
      'What is spent and reserved of the daily budget.',
      ['currency'],
      async () => {
        const day = await findDaySpending();
        return day ? [{ labels: { currency: day.currency }, value: day.spent }] : [];
      },
    ],
    [
      'recado_budget_day_amount',
      'The daily budget of all campaigns.',
      ['currency'],
      async () => {
        const day = await findDaySpending();
        return day ? [{ labels: { currency: day.currency }, value: day.budget }] : [];
      },
    ],
    [
      'recado_webhooks',
      'Webhooks by status.',
      ['status'],
      async () => {
        const measures = await measureWebhooks();
        return ['active', 'parked', 'ended'].map((status) => ({
          labels: { status },
          value: measures.filter((webhook) => webhook.status === status).length,
        }));
      },
    ],
    [
      'recado_webhook_pending_events',
      'Events that a webhook has not got.',
      ['webhook'],
      async () => (await measureWebhooks()).map(({ id, pending }) => ({ labels: { webhook: id }, value: pending })),
    ],
    [
      'recado_webhook_oldest_pending_age_seconds',
      'How long the oldest of these events has waited.',
      ['webhook'],
      async () =>
        (await measureWebhooks()).map(({ id, oldestAt }) => ({
          labels: { webhook: id },
          value: oldestAt ? secondsSince(oldestAt) : 0,
        })),
    ],
  ];
  for (const [name, help, labels, read] of gauges) makeGauge({ name, help, labels }, read);
};

const jobsOf = async ({ countJobs }: Readings, sender: string): Promise<Sample[]> => {
  const { waiting, delayed, active } = await countJobs(sender);
  return Object.entries({ waiting, delayed, active }).map(([state, value]) => ({ labels: { sender, state }, value }));
};
