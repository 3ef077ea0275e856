import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { BulkRetry } from '@recado/contract';
import { bulkRetriesQuery, isOpenRetry, useStopRetry } from '../api/operations.ts';
import { useMay } from '../api/session.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import rows from '../parts/rows.module.css';
import { Written } from '../parts/written-text.tsx';

const shownRetries = 5;

/** Retries that workers do, also while nobody looks. */
export const BulkRetries = () => {
  const retries = useQuery(bulkRetriesQuery);
  if (retries.isPending) return <Skeleton rows={1} />;
  const shown = retries.data?.data.slice(0, shownRetries) ?? [];
  if (shown.length === 0) return null;
  return (
    <Card title={<Trans>Retries in the background</Trans>}>
      <ul className={rows['rows']}>
        {shown.map((retry) => (
          <RetryRow key={retry.id} retry={retry} />
        ))}
      </ul>
    </Card>
  );
};

const RetryRow = ({ retry }: { retry: BulkRetry }) => {
  const format = useFormat();
  const mayStop = useMay('messages:write');
  const stop = useStopRetry();
  const { id, by, filter, matched, retried, refused, created_at: at, canceled_at: canceled } = retry;
  const [done, all, left] = [retried, matched, refused].map((count) => format.number(count));
  return (
    <li>
      <span className={rows['code']}>{filter.error_code}</span>
      <div className={rows['meaning']}>
        <Trans>
          {done} of {all} queued again, {left} left out
        </Trans>
        <div className={rows['muted']}>
          <Trans>
            by <Written text={by} />, <Time at={at} />
          </Trans>
        </div>
      </div>
      <span className={rows['muted']}>
        {canceled ? <Trans>stopped</Trans> : isOpenRetry(retry) ? <Trans>running</Trans> : <Trans>done</Trans>}
      </span>
      {mayStop && isOpenRetry(retry) && (
        <Button onPress={() => stop.mutate(id)} isPending={stop.isPending}>
          <Trans>Stop</Trans>
        </Button>
      )}
    </li>
  );
};
