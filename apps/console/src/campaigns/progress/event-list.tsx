import { Trans, useLingui } from '@lingui/react/macro';
import type { CampaignEvent } from '@recado/contract';
import { Card } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { campaignEvents, sayPauseReason } from '../../words/campaigns.ts';
import styles from './progress.module.css';
import { Written } from '../../parts/written-text.tsx';

/** The history of a campaign, newest first: what happened, by whose hand, and why. */
export const EventList = ({ events }: { events: CampaignEvent[] }) => (
  <Card title={<Trans>What happened</Trans>}>
    <ol className={styles['events']}>
      {events.toReversed().map((event) => (
        <Entry key={`${event.at} ${event.type}`} event={event} />
      ))}
    </ol>
  </Card>
);

const Entry = ({ event: { at, type, by, reason } }: { event: CampaignEvent }) => {
  const { i18n } = useLingui();
  return (
    <li>
      <Time at={at} />
      <span>
        {i18n._(campaignEvents[type])}
        {reason && type === 'paused' && ` · ${sayPauseReason(i18n, reason)}`}
        {by && (
          <>
            {' · '}
            <Written text={by} />
          </>
        )}
      </span>
    </li>
  );
};
