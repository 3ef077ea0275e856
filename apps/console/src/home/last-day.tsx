import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lastDayQuery, type DeliveryReport } from '../api/reports.ts';
import { Failure, Stale } from '../parts/failure.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { TimeChart } from '../parts/time-chart/time-chart.tsx';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';

/** The chart counts messages by the hour in which they were accepted. */
export const LastDay = () => {
  const day = useQuery(lastDayQuery);
  const again = () => void day.refetch();
  if (day.isPending) return <Skeleton rows={1} height={272} />;
  if (!day.data) return <Failure error={day.error} onRetry={again} />;
  return (
    <>
      {day.error && <Stale since={day.dataUpdatedAt} error={day.error} onRetry={again} />}
      <Chart points={hoursOf(day.data)} />
    </>
  );
};

const hourMs = 3_600_000;

type Hour = { at: string; sent: number; delivered: number; failed: number };

/** An hour without messages has a point, too: the line goes down to zero there. */
const hoursOf = ({ points, since, counted_until: until }: DeliveryReport): Hour[] => {
  const byHour = new Map(points.map((point) => [Date.parse(point.at), point]));
  const first = Date.parse(since);
  return Array.from({ length: Math.ceil((Date.parse(until) - first) / hourMs) }, (_, hour) => {
    const at = first + hour * hourMs;
    const { sent = 0, delivered = 0, failed = 0, undelivered = 0 } = byHour.get(at) ?? {};
    return { at: new Date(at).toISOString(), sent, delivered, failed: failed + undelivered };
  });
};

const Chart = ({ points }: { points: Hour[] }) => {
  const { t } = useLingui();
  const format = useFormat();
  const [first] = points;
  if (!first || points.every(({ sent, failed }) => sent + failed === 0))
    return (
      <p>
        <Trans>No message was sent in the last 24 hours.</Trans>
      </p>
    );
  const highest = points.reduce((best, point) => (point.sent > best.sent ? point : best), first);
  const [most, failed] = [
    format.number(highest.sent),
    format.number(points.reduce((sum, point) => sum + point.failed, 0)),
  ];
  return (
    <TimeChart
      points={points}
      lines={[
        { key: 'sent', token: '--sent', name: t`sent` },
        { key: 'delivered', token: '--delivered', name: t`delivered` },
        { key: 'failed', token: '--failed', name: t`failed` },
      ]}
      caption={
        <Trans>
          Most were sent in the hour from <Time at={highest.at} />: {most}. Failed in all: {failed}.
        </Trans>
      }
    />
  );
};
