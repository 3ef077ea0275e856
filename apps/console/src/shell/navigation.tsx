import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Activity, CircleUser, House, Megaphone } from 'lucide-react';
import { useMay } from '../api/session.ts';
import styles from './shell.module.css';

/** The places of the console: a rail at the left, and a bar at the bottom of a phone. */
export const Navigation = () => {
  const { t } = useLingui();
  const seesOperations = useMay('audit:read');
  return (
    <nav className={styles['rail']} aria-label={t`Pages`}>
      <span className={styles['brand']} aria-hidden>
        <img src="/favicon.svg" width={32} height={32} alt="" />
      </span>
      <Link to="/" activeOptions={{ exact: true }} className={styles['item'] ?? ''}>
        <House size={20} aria-hidden />
        <span>
          <Trans>Home</Trans>
        </span>
      </Link>
      <Link to="/campaigns" className={styles['item'] ?? ''}>
        <Megaphone size={20} aria-hidden />
        <span>
          <Trans>Campaigns</Trans>
        </span>
      </Link>
      {seesOperations && (
        <Link to="/operations" className={styles['item'] ?? ''}>
          <Activity size={20} aria-hidden />
          <span>
            <Trans>Operations</Trans>
          </span>
        </Link>
      )}
      <Link to="/profile" className={styles['item'] ?? ''}>
        <CircleUser size={20} aria-hidden />
        <span>
          <Trans>Profile</Trans>
        </span>
      </Link>
    </nav>
  );
};
