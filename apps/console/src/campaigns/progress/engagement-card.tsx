import { Trans } from '@lingui/react/macro';
import type { CampaignEngagement } from '@recado/contract';
import type { ReactNode } from 'react';
import { Card } from '../../parts/page.tsx';
import { Duration } from '../../parts/time.tsx';
import { useFormat } from '../../preferences/format.ts';
import { Written } from '../../parts/written-text.tsx';
import styles from './results.module.css';

/** Shows the buttons that people pressed, their opt-outs, and how soon they read and answered. */
export const EngagementCard = ({ engagement }: { engagement: CampaignEngagement }) => {
  const format = useFormat();
  const { buttons, opted_out: optedOut, blocked } = engagement;
  const { median_seconds_to_read: toRead, median_seconds_to_reply: toReply } = engagement;
  if (engagement.delivered.of + blocked.of === 0) return null;
  const [delivered, tried] = [format.number(optedOut.of), format.number(blocked.of)];
  return (
    <Card title={<Trans>What people did</Trans>}>
      {buttons.length > 0 && <Buttons buttons={buttons} />}
      <dl className={styles['facts']}>
        <Fact label={<Trans>Opted out in answer, of {delivered} delivered</Trans>}>
          <Share {...optedOut} />
        </Fact>
        <Fact label={<Trans>Blocked the sender or its marketing, of {tried} sent or refused</Trans>}>
          <Share {...blocked} />
        </Fact>
        {toRead !== undefined && (
          <Fact label={<Trans>Half of those who read it had done so within</Trans>}>
            <Duration seconds={toRead} />
          </Fact>
        )}
        {toReply !== undefined && (
          <Fact label={<Trans>Half of those who answered had done so within</Trans>}>
            <Duration seconds={toReply} />
          </Fact>
        )}
      </dl>
    </Card>
  );
};

const Share = ({ count, of }: { count: number; of: number }) => {
  const format = useFormat();
  return (
    <>
      {format.number(count)}
      {of > 0 && ` · ${format.percent(count / of, 2)}`}
    </>
  );
};

/** The text of a button comes from a template, so it is isolated from the direction of the page. */
const Buttons = ({ buttons }: Pick<CampaignEngagement, 'buttons'>) => {
  const format = useFormat();
  const most = Math.max(...buttons.map(({ count }) => count));
  return (
    <>
      <h3>
        <Trans>Buttons pressed</Trans>
      </h3>
      <ul className={styles['funnel']}>
        {buttons.map(({ text, count }) => (
          <li key={text}>
            <span className={styles['count']}>{format.number(count)}</span>
            <span className={styles['button']}>
              <Written text={text} />
            </span>
            <span className={styles['track']} aria-hidden>
              <span className={styles['replied']} style={{ width: `${(count / most) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

/** A figure with its name. */
export const Fact = ({ label, children }: { label: ReactNode; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
