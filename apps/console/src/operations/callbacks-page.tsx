import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { refusedCallbacksQuery, unknownCallbacksQuery } from '../api/operations.ts';
import { Failure } from '../parts/failure.tsx';
import { Card, Stack } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import rows from '../parts/rows.module.css';
import { Written } from '../parts/written-text.tsx';

/** Callbacks that changed no message: forged or misdirected ones, and those of messages that are not here. */
export const CallbacksPage = () => (
  <Stack>
    <Card title={<Trans>Refused</Trans>}>
      <p className={rows['muted']}>
        <Trans>Their signature is wrong. If Twilio sent them, PUBLIC_URL or TWILIO_AUTH_TOKEN is wrong.</Trans>
      </p>
      <Refused />
    </Card>
    <Card title={<Trans>Of unknown messages</Trans>}>
      <p className={rows['muted']}>
        <Trans>
          Twilio signed them, but another installation sent their messages, or an older backup was restored here.
        </Trans>
      </p>
      <Unknown />
    </Card>
  </Stack>
);

const Refused = () => {
  const format = useFormat();
  const refused = useQuery(refusedCallbacksQuery);
  if (refused.isPending) return <Skeleton rows={2} />;
  if (!refused.data) return <Failure error={refused.error} onRetry={() => void refused.refetch()} />;
  if (refused.data.data.length === 0)
    return (
      <p>
        <Trans>None in the last 24 hours.</Trans>
      </p>
    );
  return (
    <ul className={rows['rows']}>
      {refused.data.data.map(({ minute, route, count }) => (
        <li key={`${minute} ${route}`}>
          <Time at={minute} />
          <span className={rows['meaning']}>
            {route === 'status' ? <Trans>status callbacks</Trans> : <Trans>messages of people</Trans>}
          </span>
          <span className={rows['count']}>{format.number(count)}</span>
        </li>
      ))}
    </ul>
  );
};

const Unknown = () => {
  const unknown = useQuery(unknownCallbacksQuery);
  if (unknown.isPending) return <Skeleton rows={2} />;
  if (!unknown.data) return <Failure error={unknown.error} onRetry={() => void unknown.refetch()} />;
  if (unknown.data.data.length === 0)
    return (
      <p>
        <Trans>None in the last 30 days.</Trans>
      </p>
    );
  return (
    <ul className={rows['rows']}>
      {unknown.data.data.map(({ id, received_at: at, twilio_sid: sid, twilio_status: status, error_code: code }) => (
        <li key={id}>
          <Time at={at} />
          <span className={rows['meaning']}>
            <Written text={sid} />
          </span>
          <span>
            <Written text={status} /> {code}
          </span>
        </li>
      ))}
    </ul>
  );
};
