import { Trans } from '@lingui/react/macro';
import { useSyncExternalStore } from 'react';
import styles from './shell.module.css';

/** Says that the device has no network. Each page keeps the figures that it read last. */
export const OfflineBar = () => {
  const isOnline = useSyncExternalStore(listen, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <div className={styles['offline']} role="status">
      <Trans>This device is offline. The figures below stay as they were read last.</Trans>
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
