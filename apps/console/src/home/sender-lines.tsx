import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Sender } from '@recado/contract';
import { sendersQuery } from '../api/campaigns.ts';
import { Failure, Stale } from '../parts/failure.tsx';
import rows from '../parts/rows.module.css';
import { Skeleton } from '../parts/skeleton.tsx';
import { SenderHealth } from '../parts/state.tsx';
import { useFormat } from '../preferences/format.ts';
import styles from './home.module.css';

/** Each sender in a line: its health, and the rate in force. */
export const SenderLines = () => {
  const senders = useQuery({ ...sendersQuery, refetchInterval: 15_000 });
  const again = () => void senders.refetch();
  if (senders.isPending) return <Skeleton rows={2} />;
  if (!senders.data) return <Failure error={senders.error} onRetry={again} />;
  return (
    <>
      {senders.error && <Stale since={senders.dataUpdatedAt} error={senders.error} onRetry={again} />}
      <ul className={rows['rows']}>
        {senders.data.data.map((sender) => (
          <SenderLine key={sender.id} sender={sender} />
        ))}
      </ul>
    </>
  );
};

const SenderLine = ({ sender: { id, rate, health } }: { sender: Sender }) => {
  const format = useFormat();
  const perSecond = format.number(rate.in_force, { maximumFractionDigits: 1 });
  return (
    <li>
      <bdi className={styles['name']}>{id}</bdi>
      <SenderHealth status={health.status} />
      <span className={rows['muted']}>
        <Trans>{perSecond} a second</Trans>
      </span>
    </li>
  );
};
