import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useChildMatches, useParams } from '@tanstack/react-router';
import type { Campaign } from '@recado/contract';
import { campaignQuery } from '../api/campaigns.ts';
import { useMay } from '../api/session.ts';
import { Failure, Forbidden, Stale } from '../parts/failure.tsx';
import { Page } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { CampaignState } from '../parts/state.tsx';
import { CampaignActions } from './campaign-actions.tsx';
import { CampaignSteps } from './campaign-steps.tsx';

/** The frame of all pages of one campaign: its name, its state, its verbs, and its steps or tabs. */
export const CampaignPage = () => {
  const { t } = useLingui();
  const { id } = useParams({ from: '/shell/campaigns/$id' });
  const campaign = useQuery(campaignQuery(id));
  const mayWrite = useMay('campaigns:write');
  // The address may already be that of the next page, which can be of another campaign.
  const pathname = useChildMatches({ select: (matches) => matches.at(-1)?.pathname ?? '' });
  const again = () => void campaign.refetch();
  if (campaign.isPending)
    return (
      <Page title={t`Campaign`}>
        <Skeleton rows={6} />
      </Page>
    );
  if (!campaign.data)
    return (
      <Page title={t`Campaign`}>
        <Failure error={campaign.error} onRetry={again} />
      </Page>
    );
  const { name, status } = campaign.data;
  if ((status === 'draft' ? ofLaunched : ofDrafts).test(pathname))
    return <Navigate to="/campaigns/$id" params={{ id }} replace />;
  const isForbidden = status === 'draft' && !mayWrite && changesDraft.test(pathname);
  return (
    <Page title={name} note={<CampaignState status={status} />} actions={<CampaignActions campaign={campaign.data} />}>
      {campaign.error && <Stale since={campaign.dataUpdatedAt} error={campaign.error} onRetry={again} />}
      <CampaignSteps campaign={campaign.data} />
      {isForbidden ? <Forbidden scope="campaigns:write" /> : <Outlet />}
    </Page>
  );
};

/** Pages that only one of both has. A link to the other is older than the launch. */
const ofDrafts = /\/(?:when|consent|review)$/;
const ofLaunched = /\/(?:progress|results)$/;

const changesDraft = /\/(?:message|people|when|consent)$/;

/** The campaign of the page around. Only pages inside CampaignPage may ask. */
export const useCampaign = (): Campaign => {
  const { id } = useParams({ from: '/shell/campaigns/$id' });
  const { data } = useQuery(campaignQuery(id));
  if (!data) throw new Error('The campaign was not read yet');
  return data;
};

/** A campaign's address without a step leads to the step that its status asks for. */
export const CampaignEntry = () => {
  const { id, status, recipients } = useCampaign();
  const mayWrite = useMay('campaigns:write');
  if (status !== 'draft') return <Navigate to="/campaigns/$id/progress" params={{ id }} replace />;
  const step = recipients > 0 || !mayWrite ? '/campaigns/$id/review' : '/campaigns/$id/people';
  return <Navigate to={step} params={{ id }} replace />;
};
