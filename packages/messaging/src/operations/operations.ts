import type { Alert } from '../pricing/budget-alerts.ts';
import type { RecordedSender } from '../senders/sender.ts';

/** A running process of this installation. */
export type ProcessHeartbeat = {
  id: string;
  kind: 'api' | 'worker';
  host: string;
  startedAt: Date;
  seenAt: Date;
  lastCallbackAt?: Date;
};

/** Callbacks with a wrong signature within a minute. */
export type RefusedCallbacks = { minute: Date; route: 'status' | 'inbound'; callbacks: number };

export type OperationFigures = {
  /** The time for which the oldest waiting message of a sender was due. */
  oldest: { sender: string; since: Date }[];
  sendingOverGrace: number;
  sentWithoutCallback: number;
  refusedLastHour: number;
  unknownLastDay: number;
  databaseBytes: number;
};

/** `trend`: the messages in 24 equal parts of the time. */
export type FailureCount = {
  code: number;
  messages: number;
  campaigns: number;
  firstAt: Date;
  lastAt: Date;
  trend: number[];
};

/** The state that notices are made from. */
export type NoticeBasis = {
  campaigns: { id: string; name: string; reason?: string; since: Date }[];
  templates: { name: string; language: string; status: string }[];
  alerts: { type: Alert['type']; level: number; since: Date }[];
  pricesAreExample: boolean;
};

/** Something that needs somebody. `subject`: the id or name of what it is about. */
export type Notice = {
  type:
    | 'no_worker'
    | 'callbacks_refused'
    | 'sender_paused'
    | 'sender_unreachable'
    | 'marketing_waits'
    | 'campaign_paused'
    | 'template_blocked'
    | 'budget_used'
    | 'balance_low'
    | 'usage_drift'
    | 'prices_are_example'
    | 'retention_not_set';
  level: 'bad' | 'warn' | 'info';
  subject?: string;
  name?: string;
  reason?: string;
  count?: number;
  since?: Date;
};

type NoticeDeps = {
  clock: () => Date;
  findNoticeBasis: (at: Date) => Promise<NoticeBasis>;
  findSenders: () => Promise<RecordedSender[]>;
  listHeartbeats: (since: Date) => Promise<ProcessHeartbeat[]>;
  listRefusedCallbacks: (since: Date) => Promise<RefusedCallbacks[]>;
  findSettings: () => Promise<{ retentionDays: Readonly<Record<string, number | null>> }>;
};

/** A process that did not say for so long that it runs does not run. */
export const goneAfterMs = 15_000;
const hourMs = 3_600_000;
const heartbeatsKeptMs = 24 * hourMs;

/** Returns everything that needs somebody, the worst first. Nothing is stored: a notice ends with its cause. */
export const findNotices = async (deps: NoticeDeps): Promise<Notice[]> => {
  const now = deps.clock();
  const [basis, senders, processes, refused, settings] = await Promise.all([
    deps.findNoticeBasis(now),
    deps.findSenders(),
    deps.listHeartbeats(new Date(now.getTime() - heartbeatsKeptMs)),
    deps.listRefusedCallbacks(new Date(now.getTime() - hourMs)),
    deps.findSettings(),
  ]);
  const refusedCount = refused.reduce((sum, { callbacks }) => sum + callbacks, 0);
  const keepsAll = Object.values(settings.retentionDays).every((days) => days === null);
  const notices: (Notice | false)[] = [
    noticeOfWorkers(processes, now),
    refusedCount > 0 && { type: 'callbacks_refused', level: 'bad', count: refusedCount },
    ...senders.flatMap((sender) => noticesOfSender(sender, now)),
    ...basis.campaigns.map(({ id, ...campaign }) => campaignNotice(id, campaign)),
    ...basis.templates.map(({ name, language, status }): Notice => {
      return { type: 'template_blocked', level: 'warn', subject: name, name: `${name} (${language})`, reason: status };
    }),
    ...basis.alerts.map(noticeOfAlert),
    basis.pricesAreExample && { type: 'prices_are_example', level: 'info' },
    keepsAll && { type: 'retention_not_set', level: 'info' },
  ];
  return notices.filter((notice) => notice !== false).toSorted((a, b) => levels[a.level] - levels[b.level]);
};

const levels = { bad: 0, warn: 1, info: 2 };

/** A worker that was stopped in order leaves no heartbeat, so that it is not known when it stopped. */
const noticeOfWorkers = (processes: readonly ProcessHeartbeat[], now: Date): Notice | false => {
  const seen = processes.filter(({ kind }) => kind === 'worker').map(({ seenAt }) => seenAt.getTime());
  const last = Math.max(...seen);
  if (now.getTime() - last <= goneAfterMs) return false;
  return { type: 'no_worker', level: 'bad', ...(seen.length > 0 && { since: new Date(last) }) };
};

/** Somebody who paused a campaign knows it. */
const campaignNotice = (id: string, campaign: Omit<NoticeBasis['campaigns'][number], 'id'>): Notice | false =>
  campaign.reason !== 'requested' && { type: 'campaign_paused', level: 'warn', subject: id, ...campaign };

const alertTypes = { balance: 'balance_low', usage: 'usage_drift' } as const;

const noticeOfAlert = ({ type, level, since }: NoticeBasis['alerts'][number]): Notice =>
  type === 'budget'
    ? { type: 'budget_used', level: 'warn', count: level, since }
    : { type: alertTypes[type], level: 'warn', since };

const noticesOfSender = (sender: RecordedSender, now: Date): Notice[] => {
  const { id: subject, paused, pausedReason: reason, outage, marketingPause } = sender;
  const about = { subject, name: subject };
  if (paused) return [{ type: 'sender_paused', level: 'warn', ...about, ...(reason !== undefined && { reason }) }];
  return [
    ...(outage && outage.until > now
      ? [{ type: 'sender_unreachable' as const, level: 'bad' as const, ...about, reason: outage.reason }]
      : []),
    ...(marketingPause ? [{ type: 'marketing_waits' as const, level: 'warn' as const, ...about }] : []),
  ];
};
