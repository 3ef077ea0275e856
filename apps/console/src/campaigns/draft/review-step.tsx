import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { estimateQuery } from '../../api/campaigns.ts';
import { useMay } from '../../api/session.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Failure, Stale } from '../../parts/failure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Stack } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useCampaign } from '../campaign-page.tsx';
import styles from './draft.module.css';
import { EstimateCard } from './estimate-card.tsx';
import { LaunchForm } from './launch-form.tsx';
import { LinePreview } from './line-preview.tsx';
import { TestForm } from './test-form.tsx';

/** All that will happen, before it happens. What is launched is exactly what this page shows. */
export const ReviewStep = () => {
  const campaign = useCampaign();
  const { id, recipients, status, audience } = campaign;
  const mayLaunch = useMay('campaigns:launch');
  const estimate = useQuery({ ...estimateQuery(id), enabled: recipients > 0 && !audience?.is_copying });
  const again = () => void estimate.refetch();
  if (status !== 'draft') return null;
  if (audience?.is_copying)
    return (
      <Notice>
        <Trans>The people of the other campaign are being copied. Their costs and times follow.</Trans>
      </Notice>
    );
  if (recipients === 0)
    return (
      <Notice
        action={
          <ButtonLink to="/campaigns/$id/people" params={{ id }} look="primary">
            <Trans>Choose the people</Trans>
          </ButtonLink>
        }
      >
        <Trans>There is nobody in this campaign yet.</Trans>
      </Notice>
    );
  if (estimate.isPending) return <Skeleton rows={4} height={90} />;
  if (!estimate.data) return <Failure error={estimate.error} onRetry={again} />;
  return (
    <Stack>
      {estimate.error && <Stale since={estimate.dataUpdatedAt} error={estimate.error} onRetry={again} />}
      <div className={styles['columns']}>
        <EstimateCard estimate={estimate.data} campaign={campaign} />
        <LinePreview campaign={campaign} />
      </div>
      <TestForm id={id} />
      {mayLaunch ? (
        <LaunchForm campaign={campaign} estimate={estimate.data} onOutdated={again} />
      ) : (
        <Notice>
          <Trans>This draft is ready. Somebody who may launch campaigns has to launch it.</Trans>
        </Notice>
      )}
    </Stack>
  );
};
