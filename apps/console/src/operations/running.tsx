import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Operations } from '@recado/contract';
import { operationsQuery } from '../api/operations.ts';
import { Failure, Stale } from '../parts/failure.tsx';
import { Card } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import rows from '../parts/rows.module.css';
import styles from './operations.module.css';
import { Written } from '../parts/written-text.tsx';

/** Says in a line whether everything runs, and of which messages nothing was heard. */
export const Running = () => {
  const operations = useQuery(operationsQuery);
  const again = () => void operations.refetch();
  if (operations.isPending) return <Skeleton rows={2} />;
  if (!operations.data) return <Failure error={operations.error} onRetry={again} />;
  const { at, processes } = operations.data;
  return (
    <Card title={<Trans>What runs</Trans>}>
      {operations.error && <Stale since={Date.parse(at)} error={operations.error} onRetry={again} />}
      <Figures operations={operations.data} />
      <ul className={styles['processes']}>
        {processes.map(({ id, kind, host, started_at: since }) => (
          <li key={id}>
            {kind === 'api' ? 'API' : <Trans>worker</Trans>} · <Written text={host} /> ·{' '}
            <Trans>
              since <Time at={since} />
            </Trans>
          </li>
        ))}
      </ul>
      <p className={rows['muted']}>
        <Trans>
          figures of <Time at={at} show="clock" />
        </Trans>
      </p>
    </Card>
  );
};

const Figures = ({ operations }: { operations: Operations }) => {
  const format = useFormat();
  const { processes, postgresql, queue, callbacks, unsettled } = operations;
  const workers = processes.filter(({ kind }) => kind === 'worker').length;
  const apis = processes.length - workers;
  const ms = format.number(postgresql.ms);
  const size = format.number(postgresql.size_gib, { maximumFractionDigits: 2 });
  const unknown = format.number(unsettled.sending_over_grace);
  const unheard = format.number(unsettled.sent_without_callback);
  return (
    <ul className={styles['line']}>
      <li>
        <Plural value={workers} _0="no worker" one="# worker" other="# workers" /> ·{' '}
        <Plural value={apis} one="# API" other="# APIs" />
      </li>
      <li>
        <Trans>
          PostgreSQL answers in {ms} ms and has {size} GiB
        </Trans>
      </li>
      <li>{queue.ok ? <Trans>The queue answers</Trans> : <Trans>The queue does not answer</Trans>}</li>
      <li>
        {callbacks.last_at ? (
          <Trans>
            last callback <Time at={callbacks.last_at} show="clock" />
          </Trans>
        ) : (
          <Trans>no callback since the API started</Trans>
        )}
      </li>
      <li>
        <Trans>
          {unknown} of unknown outcome, {unheard} sent whose callback is overdue
        </Trans>
      </li>
    </ul>
  );
};
