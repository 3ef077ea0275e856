import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Operations, Sender } from '@recado/contract';
import { sendersQuery } from '../api/campaigns.ts';
import { operationsQuery } from '../api/operations.ts';
import { sendersDayQuery } from '../api/reports.ts';
import { useMay } from '../api/session.ts';
import { Failure, Stale } from '../parts/failure.tsx';
import { Card, Stack } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { SenderHealth } from '../parts/state.tsx';
import { Duration } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import { sayMeaning } from '../words/error-codes.ts';
import { ratings } from '../words/senders.ts';
import { ChangeSender } from './change-sender.tsx';
import rows from '../parts/rows.module.css';
import table from '../parts/table.module.css';
import { Running } from './running.tsx';
import { Written } from '../parts/written-text.tsx';

/** Shows what each sender does now, and what keeps it from doing more. */
export const SendersPage = () => {
  const senders = useQuery({ ...sendersQuery, refetchInterval: 5_000 });
  const operations = useQuery(operationsQuery);
  const again = () => void senders.refetch();
  return (
    <Stack>
      <Running />
      {senders.isPending && <Skeleton rows={3} />}
      {senders.error && senders.data && <Stale since={senders.dataUpdatedAt} error={senders.error} onRetry={again} />}
      {senders.error && !senders.data && <Failure error={senders.error} onRetry={again} />}
      {senders.data?.data.length === 0 && (
        <p>
          <Trans>There is no sender yet. Add one with the command line or the API.</Trans>
        </p>
      )}
      {senders.data && senders.data.data.length > 0 && (
        <Card title={<Trans>Senders</Trans>}>
          <SenderTable senders={senders.data.data} queues={operations.data?.queues} />
        </Card>
      )}
    </Stack>
  );
};

type Queues = Operations['queues'];

const SenderTable = ({ senders, queues }: { senders: Sender[]; queues: Queues }) => {
  const { t } = useLingui();
  const days = useQuery(sendersDayQuery);
  const figures = [
    t`Rate in force / set`,
    t`Waiting`,
    t`Oldest`,
    t`Sent in 24 h`,
    t`Failed in 24 h`,
    t`Quality`,
    t`People / limit`,
  ];
  return (
    <table className={table['table']}>
      <thead>
        <tr>
          {[t`Sender`, t`Health`, ...figures].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">
              <Trans>Actions</Trans>
            </span>
          </th>
        </tr>
      </thead>
      <tbody>
        {senders.map((sender) => (
          <SenderRow
            key={sender.id}
            sender={sender}
            queue={queues?.find((queue) => queue.sender === sender.id)}
            day={days.data?.keys?.find(({ key }) => key === sender.id)}
          />
        ))}
      </tbody>
    </table>
  );
};

type RowProps = {
  sender: Sender;
  queue: NonNullable<Queues>[number] | undefined;
  day: { sent: number; failed: number; undelivered: number } | undefined;
};

const SenderRow = ({ sender, queue, day }: RowProps) => {
  const { t, i18n } = useLingui();
  const format = useFormat();
  const mayChange = useMay('senders:write');
  const { rate, health, quality, reached, limit_in_force: limit } = sender;
  const sayShare = (part: number, of: number) => `${format.number(part)} · ${format.percent(of > 0 ? part / of : 0)}`;
  const inForce = format.number(rate.in_force, { maximumFractionDigits: 2 });
  return (
    <tr>
      <th scope="row">
        <Link to="/operations/senders/$id" params={{ id: sender.id }} data-row>
          <Written text={sender.id} />
        </Link>
        <div className={rows['muted']}>
          {sender.channel === 'whatsapp' ? 'WhatsApp' : 'SMS'} <Written text={sender.address} />
        </div>
      </th>
      <td>
        <SenderHealth status={health.status} />
        {rate.cause && (
          <div className={rows['muted']}>
            {rate.cause.code} {sayMeaning(i18n, rate.cause.code, rate.cause.meaning)}
          </div>
        )}
      </td>
      <td data-label={t`Rate in force / set`}>
        {inForce} / {format.number(rate.mps)}
      </td>
      <td data-label={t`Waiting`}>{queue ? format.number(queue.waiting) : '–'}</td>
      <td data-label={t`Oldest`}>
        {queue?.oldest_waiting_s === undefined ? '–' : <Duration seconds={queue.oldest_waiting_s} />}
      </td>
      <td data-label={t`Sent in 24 h`}>{day ? format.number(day.sent) : '–'}</td>
      <td data-label={t`Failed in 24 h`}>
        {day ? sayShare(day.failed + day.undelivered, day.sent + day.failed) : '–'}
      </td>
      <td data-label={t`Quality`}>{quality?.rating ? i18n._(ratings[quality.rating]) : '–'}</td>
      <td data-label={t`People / limit`}>
        {reached === undefined ? '–' : format.number(reached)} / {limit === null ? '–' : format.number(limit)}
      </td>
      <td className={table['actions']}>
        {mayChange && <ChangeSender sender={sender} waiting={queue?.waiting ?? 0} />}
      </td>
    </tr>
  );
};
