import { Trans, useLingui } from '@lingui/react/macro';
import type { CampaignProgress } from '@recado/contract';
import type { ReactNode } from 'react';
import { DownloadLink } from '../../parts/button.tsx';
import { Card, Row, Stack } from '../../parts/page.tsx';
import { sharesOf } from '../../parts/progress-bar.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useCampaign } from '../campaign-page.tsx';
import styles from './results.module.css';
import { useFormat } from '../../preferences/format.ts';

/** The report of a campaign. Each share names what it is a share of. */
export const ResultsPage = () => {
  const format = useFormat();
  const { id, progress, launched_at: from, ended_at: to } = useCampaign();
  if (!progress) return <Skeleton />;
  return (
    <Stack>
      <Card title={<Trans>From the file to the person</Trans>}>
        <Funnel progress={progress} />
      </Card>
      <Card title={<Trans>In all</Trans>}>
        <dl className={styles['facts']}>
          {progress.cost && (
            <Fact label={<Trans>Cost: Twilio's charges, and the expected cost of the rest</Trans>}>
              {format.money(progress.cost)}
            </Fact>
          )}
          {from && to && (
            <Fact label={<Trans>Duration</Trans>}>{format.duration((Date.parse(to) - Date.parse(from)) / 1000)}</Fact>
          )}
          <Fact label={<Trans>Reached, by WhatsApp or SMS</Trans>}>{format.number(progress.reached)}</Fact>
        </dl>
      </Card>
      <Row>
        <DownloadLink href={`/v1/campaigns/${id}/recipients.csv`}>
          <Trans>Export the result of each person (CSV, numbers masked)</Trans>
        </DownloadLink>
      </Row>
    </Stack>
  );
};

const Fact = ({ label, children }: { label: ReactNode; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** Bars from all people down to those who read it. */
const Funnel = ({ progress }: { progress: CampaignProgress }) => {
  const { t } = useLingui();
  const { read, delivered, sent, failed } = sharesOf(progress);
  const taken = read + delivered + sent + progress.by_status.undelivered;
  const arrived = read + delivered;
  const steps = [
    { label: t`people`, count: progress.people, of: progress.people, share: 'all' },
    { label: t`sent, of all people`, count: taken, of: progress.people, share: 'sent' },
    { label: t`delivered, of those sent`, count: arrived, of: taken, share: 'delivered' },
    { label: t`read, of those delivered`, count: read, of: arrived, share: 'read' },
    { label: t`failed, of all people`, count: failed, of: progress.people, share: 'failed' },
  ];
  return (
    <>
      <ul className={styles['funnel']}>
        {steps.map((step) => (
          <FunnelStep key={step.share} {...step} people={progress.people} />
        ))}
      </ul>
      <p className={styles['muted']}>
        <Trans>People who turned read receipts off count as unread.</Trans>
      </p>
    </>
  );
};

type StepProps = { label: string; count: number; of: number; share: string; people: number };

const FunnelStep = ({ label, count, of, share, people }: StepProps) => {
  const format = useFormat();
  const percent = of > 0 ? format.percent(count / of) : '–';
  return (
    <li>
      <span className={styles['count']}>{format.number(count)}</span>
      <span className={styles['label']}>
        {share === 'all' ? '' : `${percent} `}
        {label}
      </span>
      <span className={styles['track']} aria-hidden>
        <span className={styles[share]} style={{ width: `${people > 0 ? (count / people) * 100 : 0}%` }} />
      </span>
    </li>
  );
};
