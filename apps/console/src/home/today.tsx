import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { todayQuery } from '../api/reports.ts';
import { Failure, Stale } from '../parts/failure.tsx';
import { Card } from '../parts/page.tsx';
import rows from '../parts/rows.module.css';
import { Skeleton } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import { useTimeZone } from '../preferences/time-zone.ts';
import styles from './home.module.css';

/** The figures of today: each share names what it is a share of. */
export const Today = () => {
  const today = useQuery(todayQuery(useTimeZone()));
  const again = () => void today.refetch();
  return (
    <Card title={<Trans>Today</Trans>}>
      {today.isPending && <Skeleton rows={1} height={118} />}
      {today.error && today.data && <Stale since={today.dataUpdatedAt} error={today.error} onRetry={again} />}
      {today.error && !today.data && <Failure error={today.error} onRetry={again} />}
      {today.data && <Figures {...today.data} />}
    </Card>
  );
};

type Reports = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof todayQuery>['queryFn']>>>>;

const Figures = ({ delivery, engagement, cost }: Reports) => {
  const format = useFormat();
  const { accepted, delivered, delivered_percent: deliveredPercent, failed, undelivered } = delivery.totals;
  const { read_percent: readPercent, replied } = engagement.totals;
  const share = (percent: number) => format.percent(percent / 100);
  const [deliveredShare, readShare] = [share(deliveredPercent ?? 0), share(readPercent ?? 0)];
  return (
    <>
      <dl className={styles['figures']}>
        <Figure name={<Trans>accepted</Trans>} value={format.number(accepted)} />
        <Figure name={<Trans>delivered</Trans>} value={format.number(delivered)}>
          {deliveredPercent !== null && <Trans>{deliveredShare} of those sent</Trans>}
        </Figure>
        <Figure name={<Trans>failed</Trans>} value={format.number(failed + undelivered)} />
        <Figure name={<Trans>people who answered</Trans>} value={format.number(replied)}>
          {readPercent !== null && <Trans>{readShare} of those delivered on WhatsApp are read</Trans>}
        </Figure>
        {cost.currency && (
          <Figure
            name={<Trans>spent</Trans>}
            value={format.money({ amount: cost.totals.cost, currency: cost.currency })}
          />
        )}
        {cost.daily_budget && <DailyBudget {...cost.daily_budget} until={cost.counted_until} />}
      </dl>
      <p className={rows['muted']}>
        <Trans>
          counted until <Time at={delivery.counted_until} show="clock" />
        </Trans>
      </p>
    </>
  );
};

type Budget = NonNullable<Reports['cost']['daily_budget']> & { until: string };

/** The budget counts by UTC days, and also what waits to be sent. So it differs from what was spent. */
const DailyBudget = ({ amount, currency, days, until }: Budget) => {
  const { t } = useLingui();
  const format = useFormat();
  const today = days.find(({ day }) => until.startsWith(day));
  const { spent, percent } = today ?? { spent: '0', percent: 0 };
  const [used, limit] = [spent, amount].map((sum) => format.money({ amount: sum, currency }));
  return (
    <Figure name={<Trans>of the daily budget</Trans>} value={format.percent(percent / 100)}>
      <meter className={styles['budget']} min={0} max={100} high={80} value={percent} aria-label={t`Daily budget`} />
      <Trans>
        {used} of {limit} on this UTC day, with what waits
      </Trans>
    </Figure>
  );
};

type FigureProps = { name: ReactNode; value: string; children?: ReactNode };

const Figure = ({ name, value, children }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <span className={styles['figure']}>{value}</span>
      {children && <span className={rows['muted']}>{children}</span>}
    </dd>
  </div>
);
