import type { CampaignProgress } from '@recado/contract';
import type { CampaignCalls } from '../api/campaigns.ts';
import type { Screen } from '../terminal/output.ts';

type Deps = { campaigns: Pick<CampaignCalls, 'find'>; screen: Screen };

/** Says what is to be done when a campaign stands still, and gives the exit code: 0 only if everyone was dealt with. */
export const conclude = async (
  { campaigns, screen }: Deps,
  id: string,
  { status }: Pick<CampaignProgress, 'status'>,
): Promise<number> => {
  if (status === 'completed') return 0;
  const { status_reason: reason = 'asked for' } = await campaigns.find(id);
  screen.note(
    status === 'paused'
      ? `It is paused (${reason}). \`recado campaign resume ${id}\` goes on; \`recado campaign show ${id}\` tells more.`
      : `It is ${status} (${reason}).`,
  );
  return 1;
};
