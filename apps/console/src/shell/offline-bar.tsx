import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { readinessQuery, WithoutDatabase } from '../api/readiness.ts';
import { Time } from '../parts/time.tsx';
import styles from './shell.module.css';

/** Says what is away, on every page. The page keeps the figures that it read last. */
export const OfflineBar = () => {
  const isOnline = useSyncExternalStore(listen, () => navigator.onLine);
  const { error, dataUpdatedAt, errorUpdatedAt } = useQuery(readinessQuery);
  if (isOnline && !error) return null;
  const since = new Date(dataUpdatedAt || errorUpdatedAt).toISOString();
  return (
    <div className={styles['offline']} role="status">
      {!isOnline && <Trans>This device is offline. The figures below stay as they were read last.</Trans>}
      {isOnline && error instanceof WithoutDatabase && (
        <Trans>
          Recado has had no database since <Time at={since} show="clock" />. The figures below stay as they were read
          last.
        </Trans>
      )}
      {isOnline && !(error instanceof WithoutDatabase) && (
        <Trans>
          Recado has not answered since <Time at={since} show="clock" />. The figures below stay as they were read last.
        </Trans>
      )}
    </div>
  );
};

const listen = (changed: () => void) => {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
};
