import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { campaignsQuery } from '../api/campaigns.ts';
import { useDeletedDrafts } from '../api/deleted-drafts.ts';
import { useMay } from '../api/session.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Failure, Stale } from '../parts/failure.tsx';
import { NoMatch } from '../parts/no-match.tsx';
import { Page } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { CampaignTable } from './campaign-table.tsx';
import type { CampaignFilters } from './filters.ts';
import { ListFilters } from './list-filters.tsx';
import styles from './list.module.css';
import { useFormat } from '../preferences/format.ts';

/** All campaigns, newest first. */
export const CampaignListPage = () => {
  const { t } = useLingui();
  const filters = useSearch({ from: '/shell/campaigns' });
  const navigate = useNavigate({ from: '/campaigns' });
  const mayWrite = useMay('campaigns:write');
  const change = (next: CampaignFilters) => void navigate({ search: next, replace: true });
  return (
    <Page
      title={t`Campaigns`}
      actions={
        mayWrite && (
          <ButtonLink to="/campaigns/new" look="primary">
            <Plus size={18} aria-hidden />
            <Trans>New campaign</Trans>
          </ButtonLink>
        )
      }
    >
      <ListFilters filters={filters} onChange={change} />
      <CampaignList filters={filters} onClear={() => change({})} />
    </Page>
  );
};

type ListProps = { filters: CampaignFilters; onClear: () => void };

const CampaignList = ({ filters, onClear }: ListProps) => {
  const format = useFormat();
  const list = useInfiniteQuery(campaignsQuery(filters));
  const hidden = new Set(useDeletedDrafts().map(({ id }) => id));
  const again = () => void list.refetch();
  if (list.isPending) return <Skeleton rows={10} />;
  if (!list.data) return <Failure error={list.error} onRetry={again} />;
  const campaigns = list.data.pages.flatMap(({ data }) => data.filter(({ id }) => !hidden.has(id)));
  if (campaigns.length === 0 && Object.keys(filters).length === 0) return <NoCampaigns />;
  if (campaigns.length === 0)
    return (
      <NoMatch onClear={onClear}>
        <Trans>No campaign matches these filters.</Trans>
      </NoMatch>
    );
  const total = list.data.pages[0]?.total;
  const count = total && `${format.number(total.value)}${total.exact ? '' : '+'}`;
  return (
    <>
      {list.error && <Stale since={list.dataUpdatedAt} error={list.error} onRetry={again} />}
      <CampaignTable campaigns={campaigns} />
      <div className={styles['foot']}>
        {count && (
          <span>
            <Trans>{count} in all</Trans>
          </span>
        )}
        {list.hasNextPage && (
          <Button onPress={() => void list.fetchNextPage()} isPending={list.isFetchingNextPage}>
            <Trans>Show older ones</Trans>
          </Button>
        )}
      </div>
    </>
  );
};

/** The first thing that a new account sees: the way of a campaign, in four words. */
const NoCampaigns = () => (
  <div className={styles['empty']}>
    <ol className={styles['way']}>
      <li>
        <Trans>Message</Trans>
      </li>
      <li>
        <Trans>People</Trans>
      </li>
      <li>
        <Trans>Review</Trans>
      </li>
      <li>
        <Trans>Launch</Trans>
      </li>
    </ol>
    <p>
      <Trans>There is no campaign yet. A campaign sends one template to a file of people.</Trans>
    </p>
  </div>
);
