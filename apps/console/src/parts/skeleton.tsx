import { Trans } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import styles from './skeleton.module.css';

/**
 * Rows of the height that the list will have. They appear after 150 ms, so that quick answers do not flicker. The parts of
 * the page below them wait: see base.css.
 */
export const Skeleton = ({ rows = 8, height = 40 }: { rows?: number; height?: number }) => {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" data-loading className={styles['rows']}>
      <span className="visually-hidden">
        <Trans>Loading</Trans>
      </span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={isShown ? styles['row'] : ''} style={{ height }} />
      ))}
    </div>
  );
};
