import type { BulkRetry, FailureList, NoticeList, Operations } from '@recado/contract';
import type { FailureCount, Notice, ProcessHeartbeat, RecordedBulkRetry } from '@recado/messaging';
import { listCodes } from '@recado/twilio';

export const presentProcess = ({
  id,
  kind,
  host,
  startedAt,
  seenAt,
}: ProcessHeartbeat): Operations['processes'][number] => ({
  id,
  kind,
  host,
  started_at: startedAt.toISOString(),
  seen_at: seenAt.toISOString(),
});

export const presentNotice = ({ since, ...notice }: Notice): NoticeList['data'][number] => ({
  ...notice,
  ...(since && { since: since.toISOString() }),
});

const codes = new Map(listCodes().map((entry) => [entry.code, entry]));

/** A code that Recado does not know has no remedy. */
export const presentFailure = ({
  code,
  messages,
  campaigns,
  firstAt,
  lastAt,
  trend,
}: FailureCount): FailureList['data'][number] => ({
  ...(codes.get(code) ?? { code, meaning: 'a code that is not known here' }),
  messages,
  campaigns,
  first_at: firstAt.toISOString(),
  last_at: lastAt.toISOString(),
  trend,
});

export const failureColumns = [
  'error_code',
  'meaning',
  'class',
  'remedy',
  'messages',
  'campaigns',
  'first_at',
  'last_at',
];

/** Formats one line of failures.csv. */
export const presentFailureRow = (failure: FailureList['data'][number]) => [
  failure.code,
  failure.meaning,
  failure.class,
  failure.remedy,
  failure.messages,
  failure.campaigns,
  failure.first_at,
  failure.last_at,
];

export const presentBulkRetry = (retry: RecordedBulkRetry): BulkRetry => {
  const { single_only: _single, ...filter } = retry.filter;
  return {
    id: retry.id,
    filter,
    by: retry.by,
    created_at: retry.createdAt.toISOString(),
    matched: retry.matched,
    retried: retry.retried,
    refused: retry.refused,
    ...(retry.doneAt && { done_at: retry.doneAt.toISOString() }),
    ...(retry.canceledAt && { canceled_at: retry.canceledAt.toISOString() }),
  };
};
