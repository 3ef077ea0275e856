import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { FailureList } from '@recado/contract';
import { failuresQuery, useStartRetry } from '../api/operations.ts';
import { useMay } from '../api/session.ts';
import { Button, DownloadLink } from '../parts/button.tsx';
import { Failure, Stale } from '../parts/failure.tsx';
import { Choice } from '../parts/field.tsx';
import { Card, Stack } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { SparkLine } from '../parts/spark-line.tsx';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import { mayRetryAfter, remedies, sayMeaning } from '../words/error-codes.ts';
import { BulkRetries } from './bulk-retries.tsx';
import rows from '../parts/rows.module.css';
import styles from './operations.module.css';

/** Groups failures by code. Each has its meaning, what helps, and a retry of the whole group. */
export const FailuresPage = () => {
  const { t } = useLingui();
  const { hours = 24 } = useSearch({ from: '/shell/operations/failures' });
  const navigate = useNavigate({ from: '/operations/failures' });
  const failures = useQuery(failuresQuery(hours));
  const again = () => void failures.refetch();
  const choices = [
    { value: '1', label: t`last hour` },
    { value: '24', label: t`last 24 hours` },
    { value: '168', label: t`last 7 days` },
  ];
  return (
    <Stack>
      <div className={styles['filter']}>
        <Choice
          label={t`Messages created in the`}
          value={String(hours)}
          onChange={(value) => void navigate({ search: { hours: Number(value) }, replace: true })}
          choices={choices}
        />
        <DownloadLink href={`/v1/failures.csv?hours=${hours}`}>
          <Trans>Export as CSV</Trans>
        </DownloadLink>
      </div>
      <BulkRetries />
      {failures.isPending && <Skeleton rows={4} />}
      {failures.error && failures.data && (
        <Stale since={failures.dataUpdatedAt} error={failures.error} onRetry={again} />
      )}
      {failures.error && !failures.data && <Failure error={failures.error} onRetry={again} />}
      {failures.data && <FailureCard failures={failures.data} />}
    </Stack>
  );
};

const FailureCard = ({ failures: { data, since } }: { failures: FailureList }) => (
  <Card title={<Trans>Failures by code</Trans>}>
    {data.length === 0 ? (
      <p>
        <Trans>No message of this time failed.</Trans>
      </p>
    ) : (
      <ul className={rows['rows']}>
        {data.map((failure) => (
          <FailureRow key={failure.code} failure={failure} since={since} />
        ))}
      </ul>
    )}
  </Card>
);

const FailureRow = ({ failure, since }: { failure: FailureList['data'][number]; since: string }) => {
  const { i18n } = useLingui();
  const format = useFormat();
  const { code, meaning, remedy, messages, trend, first_at: first, last_at: last } = failure;
  const help = remedy && remedies[remedy];
  return (
    <li>
      <span className={rows['code']}>{code}</span>
      <div className={rows['meaning']}>
        {sayMeaning(i18n, code, meaning)}
        {help && <div className={rows['muted']}>{i18n._(help)}</div>}
        <div className={rows['muted']}>
          <Trans>
            first <Time at={first} />, last <Time at={last} />
          </Trans>
        </div>
      </div>
      <SparkLine values={trend} />
      <span className={rows['count']}>{format.number(messages)}</span>
      {mayRetryAfter(remedy) && <Retry code={code} messages={messages} since={since} />}
    </li>
  );
};

const Retry = ({ code, messages, since }: { code: number; messages: number; since: string }) => {
  const mayRetry = useMay('messages:write');
  const start = useStartRetry();
  if (!mayRetry) return null;
  return (
    <>
      {start.error && <Failure error={start.error} />}
      <Button
        onPress={() => start.mutate({ error_code: code, created_after: since })}
        isPending={start.isPending}
        isDisabled={start.isSuccess}
      >
        <Plural value={messages} one="Retry # message" other="Retry # messages" />
      </Button>
    </>
  );
};
