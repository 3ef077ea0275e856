import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Estimate } from '@recado/contract';
import { useState } from 'react';
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
  const mayWrite = useMay('campaigns:write');
  const estimate = useReviewedEstimate(id, recipients > 0 && !audience?.is_copying);
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
          mayWrite && (
            <ButtonLink to="/campaigns/$id/people" params={{ id }} look="primary">
              <Trans>Choose the people</Trans>
            </ButtonLink>
          )
        }
      >
        <Trans>There is nobody in this campaign yet.</Trans>
      </Notice>
    );
  const { shown, error, again } = estimate;
  if (!shown) return error ? <Failure error={error} onRetry={again} /> : <Skeleton rows={4} height={90} />;
  return (
    <Stack>
      {error && <Stale since={estimate.readAt} error={error} onRetry={again} />}
      <div className={styles['columns']}>
        <EstimateCard estimate={shown} campaign={campaign} />
        <LinePreview campaign={campaign} />
      </div>
      {mayWrite && <TestForm id={id} />}
      {mayLaunch ? (
        <LaunchForm campaign={campaign} estimate={shown} hasNewer={estimate.hasNewer} onShowNew={estimate.showNew} />
      ) : (
        <Notice>
          <Trans>This draft is ready. Somebody who may launch campaigns has to launch it.</Trans>
        </Notice>
      )}
    </Stack>
  );
};

const readEveryMs = 30_000;

/** The figures stay as they were reviewed. Newer ones are read beside them, and are shown by a click only. */
const useReviewedEstimate = (id: string, isReady: boolean) => {
  const estimate = useQuery({
    ...estimateQuery(id),
    enabled: isReady,
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
    refetchInterval: readEveryMs,
  });
  const { data, error, dataUpdatedAt: readAt, refetch } = estimate;
  const [reviewed, setReviewed] = useState<Estimate>();
  if (!reviewed && data && estimate.isFetchedAfterMount) setReviewed(data);
  const hasNewer = reviewed !== undefined && data !== undefined && data.version !== reviewed.version;
  return {
    /** The times of the same people and prices move on by themselves. */
    shown: hasNewer ? reviewed : reviewed && data,
    hasNewer,
    error,
    readAt,
    again: () => void refetch(),
    showNew: async () => setReviewed((await refetch()).data),
  };
};
