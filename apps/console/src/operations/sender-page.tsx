import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { SenderHistory } from '@recado/contract';
import { senderHistoryQuery } from '../api/operations.ts';
import { ButtonLink } from '../parts/button.tsx';
import { Failure, Stale } from '../parts/failure.tsx';
import { Choice } from '../parts/field.tsx';
import { Card, Stack } from '../parts/page.tsx';
import rows from '../parts/rows.module.css';
import { Skeleton } from '../parts/skeleton.tsx';
import { TimeChart } from '../parts/time-chart/time-chart.tsx';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import { saySenderEvent } from '../words/senders.ts';
import styles from './operations.module.css';
import { Written } from '../parts/written-text.tsx';

/** Shows what a sender sent over time, and what slowed, held or paused it. */
export const SenderPage = () => {
  const { t } = useLingui();
  const { id } = useParams({ from: '/shell/operations/senders/$id' });
  const { hours = 6 } = useSearch({ from: '/shell/operations/senders/$id' });
  const navigate = useNavigate({ from: '/operations/senders/$id' });
  const history = useQuery(senderHistoryQuery(id, hours));
  const again = () => void history.refetch();
  const choices = [
    { value: '6', label: t`last 6 hours` },
    { value: '24', label: t`last 24 hours` },
    { value: '336', label: t`last 14 days` },
  ];
  return (
    <Stack>
      <div className={styles['filter']}>
        <Choice
          label={t`Period`}
          value={String(hours)}
          onChange={(value) => void navigate({ search: { hours: Number(value) }, replace: true })}
          choices={choices}
        />
        <ButtonLink to="/operations">
          <Trans>All senders</Trans>
        </ButtonLink>
      </div>
      {history.isPending && <Skeleton rows={1} height={260} />}
      {history.error && history.data && <Stale since={history.dataUpdatedAt} error={history.error} onRetry={again} />}
      {history.error && !history.data && <Failure error={history.error} onRetry={again} />}
      {history.data && (
        <>
          <Card
            title={
              <Trans>
                Sender <Written text={id} />
              </Trans>
            }
          >
            <Chart history={history.data} />
          </Card>
          <Card title={<Trans>What happened</Trans>}>
            <EventList events={history.data.events} />
          </Card>
        </>
      )}
    </Stack>
  );
};

/** The limit of a line is what the rate in force allows in a step. */
const Chart = ({ history: { points, step, events } }: { history: SenderHistory }) => {
  const { t } = useLingui();
  const format = useFormat();
  const shown = points.map(({ at, sent, failed, rate }) => ({ at, sent, failed, limit: Math.round(rate * step) }));
  const [sent, failed] = [
    format.number(points.reduce((sum, point) => sum + point.sent, 0)),
    format.number(points.reduce((sum, point) => sum + point.failed, 0)),
  ];
  return (
    <TimeChart
      points={shown}
      marks={events.map(({ at }) => at)}
      lines={[
        { key: 'sent', token: '--sent', name: t`taken by Twilio` },
        { key: 'failed', token: '--failed', name: t`refused by Twilio` },
        { key: 'limit', token: '--accent', name: t`possible at the rate in force` },
      ]}
      caption={
        <Trans>
          Twilio took {sent} and refused {failed}. A vertical line marks each change below.
        </Trans>
      }
    />
  );
};

const EventList = ({ events }: Pick<SenderHistory, 'events'>) => {
  const { i18n } = useLingui();
  if (events.length === 0)
    return (
      <p>
        <Trans>Nothing slowed, held or paused this sender.</Trans>
      </p>
    );
  return (
    <ol className={rows['rows']}>
      {events.toReversed().map((event) => (
        <li key={`${event.at} ${event.kind}`}>
          <Time at={event.at} />
          <span className={rows['meaning']}>{saySenderEvent(i18n, event)}</span>
          {event.times > 1 && (
            <span className={rows['muted']}>
              <Trans>{event.times} times within the minute</Trans>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
};
