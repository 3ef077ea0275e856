import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { campaignsQuery } from '../api/campaigns.ts';
import { useMay, useUser } from '../api/session.ts';
import { CampaignTable } from '../campaigns/campaign-table.tsx';
import type { CampaignFilters } from '../campaigns/filters.ts';
import { ButtonLink } from '../parts/button.tsx';
import { Failure, Stale } from '../parts/failure.tsx';
import { Card, Page, Row, Stack } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useFormat } from '../preferences/format.ts';
import { FirstSteps } from './first-steps.tsx';
import styles from './home.module.css';
import { LastDay } from './last-day.tsx';
import { NoticeCards } from './notice-cards.tsx';
import { SenderLines } from './sender-lines.tsx';
import { Today } from './today.tsx';

/** Shows what needs somebody, and what goes on. Each part fails alone. */
export const HomePage = () => {
  const { t } = useLingui();
  const { name } = useUser();
  const mayWrite = useMay('campaigns:write');
  return (
    <Page
      title={t`Hello, ${name}`}
      actions={
        mayWrite && (
          <ButtonLink to="/campaigns/new" look="primary">
            <Plus size={18} aria-hidden />
            <Trans>New campaign</Trans>
          </ButtonLink>
        )
      }
    >
      <Stack>
        <NoticeCards />
        <FirstSteps />
        <Today />
        <Card title={<Trans>Under way</Trans>}>
          <UnderWay />
        </Card>
        <div className={styles['columns']}>
          <Card title={<Trans>Last 24 hours</Trans>}>
            <LastDay />
          </Card>
          <Card title={<Trans>Senders</Trans>}>
            <SenderLines />
          </Card>
        </div>
      </Stack>
    </Page>
  );
};

const shownCampaigns = 5;

/** Running campaigns first, then those that wait for somebody or for their time. */
const UnderWay = () => {
  const format = useFormat();
  const running = useInfiniteQuery(campaignsQuery(runningOnly));
  const paused = useInfiniteQuery(campaignsQuery(pausedOnly));
  const scheduled = useInfiniteQuery(campaignsQuery(scheduledOnly));
  const lists = [running, paused, scheduled];
  const failed = lists.find(({ error }) => error);
  const again = () => void Promise.all(lists.map((list) => list.refetch()));
  if (lists.some(({ isPending }) => isPending)) return <Skeleton rows={3} />;
  const campaigns = lists.flatMap(({ data }) => data?.pages.flatMap((page) => page.data) ?? []);
  const totals = lists.map(({ data }) => data?.pages[0]?.total);
  const all = totals.reduce((sum, total) => sum + (total?.value ?? 0), 0);
  const more = `${format.number(all - shownCampaigns)}${totals.some((total) => total?.exact === false) ? '+' : ''}`;
  return (
    <>
      {failed?.error && campaigns.length === 0 && <Failure error={failed.error} onRetry={again} />}
      {failed?.error && campaigns.length > 0 && (
        <Stale since={failed.dataUpdatedAt} error={failed.error} onRetry={again} />
      )}
      {campaigns.length > 0 ? (
        <CampaignTable campaigns={campaigns.slice(0, shownCampaigns)} />
      ) : (
        !failed && (
          <p>
            <Trans>No campaign runs, and none waits for its time.</Trans>
          </p>
        )
      )}
      <Row>
        <ButtonLink to="/campaigns" search={{}} look="quiet">
          {all > shownCampaigns ? <Trans>{more} more</Trans> : <Trans>All campaigns</Trans>}
        </ButtonLink>
      </Row>
    </>
  );
};

const runningOnly: CampaignFilters = { status: 'running' };
const pausedOnly: CampaignFilters = { status: 'paused' };
const scheduledOnly: CampaignFilters = { status: 'scheduled' };
