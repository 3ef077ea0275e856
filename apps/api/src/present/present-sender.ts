import type { Sender } from '@recado/contract';
import type { RecordedSender } from '@recado/messaging';
import { given } from './given.ts';

export const presentSender = (sender: RecordedSender): Sender => ({
  id: sender.id,
  channel: sender.channel,
  address: sender.address,
  mps: sender.mps,
  daily_limit: sender.dailyLimit,
  paused: sender.paused,
  ...given({ paused_reason: sender.pausedReason }),
  created_at: sender.createdAt.toISOString(),
  updated_at: sender.updatedAt.toISOString(),
});
