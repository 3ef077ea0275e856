import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Campaign } from '@recado/contract';
import { historyQuery, type HistoryPoint } from '../../api/results.ts';
import { Failure } from '../../parts/failure.tsx';
import { Card } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { TimeChart } from '../../parts/time-chart/time-chart.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../preferences/format.ts';

/** The curve of a campaign, by minute as long as it is short. */
export const MinuteCard = ({ campaign: { id, status } }: { campaign: Campaign }) => {
  const { t } = useLingui();
  const history = useQuery(historyQuery(id, status));
  if (history.isPending) return <Skeleton rows={1} height={220} />;
  if (!history.data) return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  const { points, events, step } = history.data;
  if (points.length === 0) return null;
  const marks = events.flatMap(({ type, at }) => (type === 'paused' || type === 'resumed' ? [at] : []));
  return (
    <Card title={<Trans>Over time</Trans>}>
      <TimeChart
        points={points}
        stepFromZero={step}
        marks={marks}
        lines={[
          { key: 'sent', token: '--sent', name: t`sent` },
          { key: 'delivered', token: '--delivered', name: t`delivered` },
          { key: 'failed', token: '--failed', name: t`failed` },
        ]}
        caption={
          <>
            <Summary points={points} />
            {marks.length > 0 && (
              <>
                {' '}
                <Trans>A vertical line marks each pause and its end.</Trans>
              </>
            )}
          </>
        }
      />
    </Card>
  );
};

const Summary = ({ points }: { points: HistoryPoint[] }) => {
  const format = useFormat();
  const highest = points.reduce((best, point) => (point.sent > best.sent ? point : best));
  const failed = format.number(points.reduce((sum, point) => sum + point.failed, 0));
  const most = format.number(highest.sent);
  return (
    <Trans>
      Most were sent at <Time at={highest.at} show="clock" />: {most}. Failed in all: {failed}.
    </Trans>
  );
};
