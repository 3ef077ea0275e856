import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { noticesQuery } from '../api/operations.ts';
import { useAway } from '../api/readiness.ts';
import { Time } from '../parts/time.tsx';
import styles from './shell.module.css';

/** Says what is away, on every page. The page keeps the figures that it read last. */
export const AwayBar = () => {
  const away = useAway();
  const notices = useQuery(noticesQuery);
  if (away && !navigator.onLine)
    return (
      <Bar>
        <Trans>This device is offline. The figures below stay as they were read last.</Trans>
      </Bar>
    );
  if (away?.what === 'database')
    return (
      <Bar>
        <Trans>
          Recado has had no database since <Time at={away.since} show="clock" />. The figures below stay as they were
          read last.
        </Trans>
      </Bar>
    );
  if (away)
    return (
      <Bar>
        <Trans>
          Recado has not answered since <Time at={away.since} show="clock" />. The figures below stay as they were read
          last.
        </Trans>
      </Bar>
    );
  const withoutWorker = notices.data?.data.find(({ type }) => type === 'no_worker');
  if (!withoutWorker) return null;
  return (
    <Bar isBad>
      {withoutWorker.since ? (
        <Trans>
          No worker has run since <Time at={withoutWorker.since} show="clock" />, so nothing is sent. Start a worker.
        </Trans>
      ) : (
        <Trans>No worker runs, so nothing is sent. Start a worker.</Trans>
      )}
    </Bar>
  );
};

const Bar = ({ isBad = false, children }: { isBad?: boolean; children: ReactNode }) => (
  <div className={`${styles['away']} ${isBad ? styles['bad'] : ''}`} role="status">
    {children}
  </div>
);
