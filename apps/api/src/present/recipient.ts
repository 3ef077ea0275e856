import type { Recipient } from '@recado/contract';
import type { RecipientReportRow } from '@recado/messaging';
import { omitUndefined, showNumber } from '@recado/presentation';
import { explainCode } from '@recado/twilio';
import type { View } from '../auth/caller.ts';
import type { Cell } from '../http/stream.ts';

export const reportColumns = [
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
  'language',
];

/** Presents a recipient as the list has it. */
export const presentRecipient = (entry: RecipientReportRow, view: View): Recipient => ({
  id: entry.messageId,
  line: entry.line,
  status: entry.status,
  language: entry.language,
  ...omitUndefined({
    to: entry.to === undefined ? undefined : showNumber(entry.to, view),
    reason: entry.reason,
    error: entry.errorCode === undefined ? undefined : { code: entry.errorCode, meaning: meaningOf(entry.errorCode) },
    sent_at: entry.sentAt?.toISOString(),
    delivered_at: entry.deliveredAt?.toISOString(),
    read_at: entry.readAt?.toISOString(),
    cost: entry.cost,
    fallback_status: entry.fallbackStatus,
  }),
});

/** Formats one line of recipients.csv. */
export const presentReportRow = (entry: RecipientReportRow, view: View): Cell[] => [
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
  entry.language,
];

/** Returns the meaning of a Twilio code, also for unknown ones. */
export const meaningOf = (code: number): string => explainCode(code)?.meaning ?? 'a code that is not known here';
