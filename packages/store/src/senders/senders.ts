import type { Interruption, RecordedSender, Throttle } from '@recado/messaging';
import type { Selectable } from 'kysely';
import { given } from '../rows/given.ts';
import type { SendersTable } from '../schema/index.ts';

/** The columns that `senderOfRow` reads. */
export const senderColumns = [
  'id',
  'channel',
  'address',
  'mps',
  'daily_limit',
  'paused',
  'paused_reason',
  'throttled_rate',
  'throttled_at',
  'throttle_cause',
  'resting_until',
  'resting_reason',
  'outage_until',
  'outage_reason',
  'created_at',
  'updated_at',
] as const satisfies (keyof SendersTable)[];

export type SenderRow = Pick<Selectable<SendersTable>, (typeof senderColumns)[number]>;

const throttleOf = ({
  throttled_rate: rate,
  throttled_at: at,
  throttle_cause: cause,
}: SenderRow): Throttle | undefined => (rate !== null && at !== null ? { rate, at, ...given({ cause }) } : undefined);

const interruptionOf = (until: Date | null, reason: string | null): Interruption | undefined =>
  until !== null && reason !== null ? { until, reason } : undefined;

export const senderOfRow = (row: SenderRow): RecordedSender => ({
  id: row.id,
  channel: row.channel,
  address: row.address,
  mps: row.mps,
  dailyLimit: row.daily_limit,
  paused: row.paused,
  ...given({
    pausedReason: row.paused_reason,
    throttle: throttleOf(row),
    rest: interruptionOf(row.resting_until, row.resting_reason),
    outage: interruptionOf(row.outage_until, row.outage_reason),
  }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const rowOfSender = (sender: RecordedSender): SendersTable => ({
  id: sender.id,
  channel: sender.channel,
  address: sender.address,
  mps: sender.mps,
  daily_limit: sender.dailyLimit,
  paused: sender.paused,
  paused_reason: sender.pausedReason ?? null,
  throttled_rate: sender.throttle?.rate ?? null,
  throttled_at: sender.throttle?.at ?? null,
  throttle_cause: sender.throttle?.cause ?? null,
  resting_until: sender.rest?.until ?? null,
  resting_reason: sender.rest?.reason ?? null,
  outage_until: sender.outage?.until ?? null,
  outage_reason: sender.outage?.reason ?? null,
  created_at: sender.createdAt,
  updated_at: sender.updatedAt,
});
