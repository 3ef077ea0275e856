import type { LedgerEntry } from '@recado/messaging';
import type { Cell } from '../csv/csv-page.ts';
import type { View } from './message.ts';
import { meaningOf } from './present-progress.ts';
import { showNumber } from './show-number.ts';

export const ledgerColumns = [
  'line',
  'to',
  'status',
  'reason',
  'error_code',
  'error',
  'message_id',
  'sent_at',
  'delivered_at',
  'read_at',
  'cost',
  'currency',
  'fallback_status',
];

/** One line of recipients.csv. */
export const presentLedgerEntry = (entry: LedgerEntry, view: View): Cell[] => [
  entry.line,
  showNumber(entry.to, view),
  entry.status,
  entry.reason,
  entry.errorCode,
  entry.errorCode === undefined ? undefined : meaningOf(entry.errorCode),
  entry.status === 'pending' ? undefined : entry.messageId,
  entry.sentAt?.toISOString(),
  entry.deliveredAt?.toISOString(),
  entry.readAt?.toISOString(),
  entry.cost?.amount,
  entry.cost?.currency,
  entry.fallbackStatus,
];
