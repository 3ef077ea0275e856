import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { NoticeList } from '@recado/contract';
import { noticesQuery } from '../api/operations.ts';
import { useMay } from '../api/session.ts';
import { ButtonLink } from '../parts/button.tsx';
import { Failure, Stale } from '../parts/failure.tsx';
import { Notice } from '../parts/notice.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { sayNotice } from '../words/operations.ts';

type NoticeEntry = NoticeList['data'][number];

/** Everything that needs somebody, each with its remedy. A missing worker is said above every page. */
export const NoticeCards = () => {
  const { i18n } = useLingui();
  const notices = useQuery(noticesQuery);
  const isAdmin = useMay('admin');
  const again = () => void notices.refetch();
  if (notices.isPending) return <Skeleton rows={1} />;
  if (!notices.data) return <Failure error={notices.error} onRetry={again} />;
  const shown = notices.data.data.filter(({ type }) => type !== 'no_worker' && !(isAdmin && steps.has(type)));
  return (
    <>
      {notices.error && <Stale since={notices.dataUpdatedAt} error={notices.error} onRetry={again} />}
      {shown.map((notice) => (
        <Notice
          key={`${notice.type} ${notice.subject}`}
          tone={notice.level === 'bad' ? 'bad' : notice.level === 'warn' ? 'warn' : 'info'}
          action={<Place notice={notice} />}
        >
          {sayNotice(i18n, notice)}
          {notice.since && (
            <>
              {' '}
              <Time at={notice.since} />
            </>
          )}
        </Notice>
      ))}
    </>
  );
};

/** Administrators find these among the first steps. */
const steps = new Set<NoticeEntry['type']>(['prices_are_example', 'retention_not_set']);

const Place = ({ notice: { type, subject = '' } }: { notice: NoticeEntry }) => {
  const seesOperations = useMay('audit:read');
  if (type === 'campaign_paused')
    return (
      <ButtonLink to="/campaigns/$id/progress" params={{ id: subject }} look="quiet">
        <Trans>See why</Trans>
      </ButtonLink>
    );
  if (!seesOperations) return null;
  if (type === 'callbacks_refused')
    return (
      <ButtonLink to="/operations/callbacks" look="quiet">
        <Trans>See them</Trans>
      </ButtonLink>
    );
  if (type.startsWith('sender_') || type === 'marketing_waits')
    return (
      <ButtonLink to="/operations" look="quiet">
        <Trans>Operations</Trans>
      </ButtonLink>
    );
  return null;
};
