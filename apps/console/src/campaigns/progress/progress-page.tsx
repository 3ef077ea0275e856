import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Campaign, CampaignProgress } from '@recado/contract';
import type { ReactNode } from 'react';
import { useLiveProgress, type Live } from '../../api/live-progress.ts';
import { Notice } from '../../parts/notice.tsx';
import { Card, Stack } from '../../parts/page.tsx';
import { CampaignBar, sharesOf } from '../../parts/progress-bar.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { sayPauseFigures, sayPauseReason } from '../../words/campaigns.ts';
import { useCampaign } from '../campaign-page.tsx';
import { EventList } from './event-list.tsx';
import { MinuteCard } from './minute-card.tsx';
import { NotReached } from './not-reached.tsx';
import styles from './progress.module.css';
import { useFormat } from '../../preferences/format.ts';

/** Shows what happens now, and what has happened. The figures add up to all people of the campaign. */
export const ProgressPage = () => {
  const campaign = useCampaign();
  const live = useLiveProgress(campaign);
  const { progress } = campaign;
  if (!progress) return <Skeleton />;
  return (
    <Stack>
      <StandsStill campaign={campaign} />
      <Card>
        <CampaignBar progress={progress} isLarge />
        <Figures progress={progress} />
        <Foot progress={progress} live={live} />
      </Card>
      <MinuteCard campaign={campaign} />
      <NotReached campaign={campaign} />
      <EventList events={campaign.events ?? []} />
    </Stack>
  );
};

/** Says why nothing moves: the reason of the pause, or the time for which it waits. */
const StandsStill = ({ campaign }: { campaign: Campaign }) => {
  const { i18n } = useLingui();
  const { status, status_reason: reason, send_at: at, first_part: firstPart } = campaign;
  if (status === 'paused') {
    const why = sayPauseReason(i18n, reason);
    const figures = sayPauseFigures(i18n, campaign.events?.findLast(({ type }) => type === 'paused')?.detail);
    return (
      <Notice tone="warn">
        <Trans>Paused: {why}.</Trans> {figures}
      </Notice>
    );
  }
  if (status === 'scheduled' && at)
    return (
      <Notice>
        <Trans>
          Starts by itself on <Time at={at} />.
        </Trans>
      </Notice>
    );
  if (status === 'running' && firstPart) {
    return (
      <Notice>
        <Plural
          value={firstPart.people}
          one="The first person gets it now. The rest follows after a while, unless too many object."
          other="The first # people get it now. The rest follows after a while, unless too many of them object."
        />
      </Notice>
    );
  }
  return null;
};

const Figures = ({ progress }: { progress: CampaignProgress }) => {
  const { read, delivered, sent, failed, excluded, waiting } = sharesOf(progress);
  return (
    <dl className={styles['figures']}>
      <Figure share="delivered" label={<Trans>delivered</Trans>} count={delivered + read}>
        {read > 0 && <Plural value={read} one="# of them read" other="# of them read" />}
      </Figure>
      <Figure share="sent" label={<Trans>taken by Twilio, delivery awaited</Trans>} count={sent} />
      <Figure share="failed" label={<Trans>failed</Trans>} count={failed} />
      <Figure share="excluded" label={<Trans>excluded</Trans>} count={excluded} />
      <Figure share="waiting" label={<Trans>waiting</Trans>} count={waiting} />
    </dl>
  );
};

type FigureProps = { share: string; label: ReactNode; count: number; children?: ReactNode };

const Figure = ({ share, label, count, children }: FigureProps) => {
  const format = useFormat();
  return (
    <div className={styles['figure']}>
      <dt>
        <span className={`${styles['key']} ${styles[share]}`} aria-hidden />
        {label}
      </dt>
      <dd>
        <span className={styles['count']}>{format.number(count)}</span>
        {children && <span className={styles['muted']}>{children}</span>}
      </dd>
    </div>
  );
};

/** Each figure says when it was read. */
const Foot = ({ progress: { rate, eta, at, status }, live }: { progress: CampaignProgress; live: Live }) => {
  const format = useFormat();
  const perSecond = format.number(rate, { maximumFractionDigits: 1 });
  return (
    <p className={styles['foot']}>
      {status === 'running' && rate > 0 && (
        <span>
          <Trans>{perSecond} a second</Trans>
        </span>
      )}
      {status === 'running' && eta && (
        <span>
          <Trans>
            ends about <Time at={eta} show="short" />
          </Trans>
        </span>
      )}
      <span>
        <Trans>
          figures of <Time at={at} show="clock" />
        </Trans>
      </span>
      {live === 'polling' && (
        <span>
          <Trans>updates every 5 seconds</Trans>
        </span>
      )}
    </p>
  );
};
