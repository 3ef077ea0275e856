import { Trans, useLingui } from '@lingui/react/macro';
import type { CampaignProgress } from '@recado/contract';
import styles from './progress-bar.module.css';
import { useFormat } from '../preferences/format.ts';

/** Groups of statuses from the best to the worst. Together they are all people of the campaign. */
export const sharesOf = ({ by_status: by }: Pick<CampaignProgress, 'by_status'>) => ({
  read: by.read,
  delivered: by.delivered,
  sent: by.sent,
  failed: by.failed + by.undelivered + by.expired,
  excluded: by.suppressed + by.canceled,
  waiting: by.pending + by.accepted + by.sending,
});

type Props = { progress: CampaignProgress; isLarge?: boolean };

/** A bar whose parts add up to all people. */
export const CampaignBar = ({ progress, isLarge = false }: Props) => {
  const { t } = useLingui();
  const format = useFormat();
  const { done, people, percent } = progress;
  const doneText = format.number(done);
  const peopleText = format.number(people);
  return (
    <div className={styles['whole']}>
      <div
        className={`${styles['bar']} ${isLarge ? styles['large'] : ''}`}
        role="meter"
        aria-label={t`Dealt with`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        {Object.entries(sharesOf(progress)).map(([share, count]) =>
          count > 0 ? <span key={share} className={styles[share]} style={{ flexGrow: count }} /> : null,
        )}
      </div>
      <span className={styles['label']}>
        <Trans>
          {doneText} of {peopleText}
        </Trans>
        {isLarge && ` · ${format.percent(percent / 100)}`}
      </span>
    </div>
  );
};
