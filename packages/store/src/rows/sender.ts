import type { RecordedSender } from '@recado/messaging';
import type { Selectable } from 'kysely';
import type { SendersTable } from '../schema.ts';
import { given } from './given.ts';

export const senderOfRow = (row: Selectable<SendersTable>): RecordedSender => ({
  id: row.id,
  channel: row.channel,
  address: row.address,
  mps: row.mps,
  dailyLimit: row.daily_limit,
  paused: row.paused,
  ...given({ pausedReason: row.paused_reason }),
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
  created_at: sender.createdAt,
  updated_at: sender.updatedAt,
});
