import type { CampaignProgress } from '@recado/contract';
import type { CampaignCalls } from '../api/campaigns.ts';
import { Failure } from '../failure.ts';
import type { Screen } from '../terminal/output.ts';
import { progressInWords } from './show-progress.ts';

type Deps = { campaigns: Pick<CampaignCalls, 'progress'>; screen: Screen };

const stops = new Set<CampaignProgress['status']>(['paused', 'completed', 'canceled']);

/**
 * Follows a campaign until it has come to its end, or is paused: then it goes on only when somebody says so. Gives how far
 * it came. Whoever stops watching stops nothing else.
 */
export const watchCampaign = async (
  { campaigns, screen }: Deps,
  id: string,
  onProgress: (progress: CampaignProgress) => void = () => undefined,
): Promise<CampaignProgress> => {
  let bar: ReturnType<Screen['progress']> | undefined;
  try {
    for await (const progress of campaigns.progress(id)) {
      bar ??= screen.progress(progress.people);
      bar.show(progress.done, progressInWords(progress));
      onProgress(progress);
      if (stops.has(progress.status)) return progress;
    }
  } finally {
    bar?.stop();
  }
  throw new Failure('strange_answer', 'the API ended its report before the campaign was over');
};
