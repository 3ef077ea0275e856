import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Campaign } from '@recado/contract';
import styles from './steps.module.css';

/** The tabs of a campaign. Each has its own address. */
export const CampaignSteps = ({ campaign: { id } }: { campaign: Campaign }) => {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Pages of the campaign`} className={styles['tabs']}>
      <Link to="/campaigns/$id/progress" params={{ id }} className={styles['step'] ?? ''}>
        <Trans>Progress</Trans>
      </Link>
      <Link to="/campaigns/$id/results" params={{ id }} className={styles['step'] ?? ''}>
        <Trans>Results</Trans>
      </Link>
    </nav>
  );
};
