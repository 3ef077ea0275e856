import { Trans, useLingui } from '@lingui/react/macro';
import type { CampaignProgress } from '@recado/contract';
import { useLiveProgress } from '../../api/live-progress.ts';
import { DownloadLink } from '../../parts/button.tsx';
import { Card, Row, Stack } from '../../parts/page.tsx';
import { sharesOf } from '../../parts/progress-bar.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Duration } from '../../parts/time.tsx';
import { useCampaign } from '../campaign-page.tsx';
import { EngagementCard, Fact } from './engagement-card.tsx';
import styles from './results.module.css';
import { WholeExport } from './whole-export.tsx';
import { useFormat } from '../../preferences/format.ts';

/** The report of a campaign. Each share names what it is a share of. */
export const ResultsPage = () => {
  const format = useFormat();
  const campaign = useCampaign();
  useLiveProgress(campaign);
  const { id, progress, launched_at: from, ended_at: to } = campaign;
  if (!progress) return <Skeleton />;
  return (
    <Stack>
      <Card title={<Trans>From the file to the person</Trans>}>
        <Funnel progress={progress} />
      </Card>
      <EngagementCard engagement={progress.engagement} />
      <Card title={<Trans>In all</Trans>}>
        <dl className={styles['facts']}>
          {progress.cost && (
            <Fact label={<Trans>Cost: Twilio's charges, and the expected cost of the rest</Trans>}>
              {format.money(progress.cost)}
            </Fact>
          )}
          {from && to && (
            <Fact label={<Trans>Duration</Trans>}>
              <Duration seconds={(Date.parse(to) - Date.parse(from)) / 1000} />
            </Fact>
          )}
          <Fact label={<Trans>Reached, by WhatsApp or SMS</Trans>}>{format.number(progress.reached)}</Fact>
        </dl>
      </Card>
      <Row>
        <DownloadLink href={`/v1/campaigns/${id}/recipients.csv`}>
          <Trans>Export the result of each person (CSV, numbers masked)</Trans>
        </DownloadLink>
        <WholeExport id={id} />
      </Row>
    </Stack>
  );
};

/** Bars from all people down to those who answered. */
const Funnel = ({ progress }: { progress: CampaignProgress }) => {
  const { t } = useLingui();
  const { failed } = sharesOf(progress);
  const { delivered, read, replied } = progress.engagement;
  const steps = [
    { label: t`people`, count: progress.people, of: progress.people, share: 'all' },
    { label: t`sent, of all people`, count: delivered.of, of: progress.people, share: 'sent' },
    { label: t`delivered, of those sent`, ...delivered, share: 'delivered' },
    ...(read ? [{ label: t`read, of those delivered`, ...read, share: 'read' }] : []),
    { label: t`answered, of the people reached`, ...replied, share: 'replied' },
    { label: t`failed, of all people`, count: failed, of: progress.people, share: 'failed' },
  ];
  return (
    <>
      <ul className={styles['funnel']}>
        {steps.map((step) => (
          <FunnelStep key={step.share} {...step} people={progress.people} />
        ))}
      </ul>
      {read && (
        <p className={styles['muted']}>
          <Trans>People who turned read receipts off count as unread.</Trans>
        </p>
      )}
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
