import type { CampaignProgress } from '@recado/contract';
import type { Progress } from '@recado/messaging';
import { explainCode } from '@recado/twilio';
import { given } from './given.ts';

/** What one of Twilio's codes means; said of one that is not in the table, too. */
export const meaningOf = (code: number): string => explainCode(code)?.meaning ?? 'a code that is not known here';

const fallbacksOf = ({ fallbackByStatus }: Progress): CampaignProgress['fallbacks'] =>
  Object.values(fallbackByStatus).some((messages) => messages > 0) ? fallbackByStatus : undefined;

export const presentProgress = (progress: Progress, at: Date): CampaignProgress => ({
  status: progress.status,
  people: progress.people,
  done: progress.done,
  percent: progress.percent,
  reached: progress.reached,
  by_status: progress.byStatus,
  kept_back: Object.fromEntries(progress.keptBack),
  errors: [...progress.errors].map(([code, messages]) => ({ code, meaning: meaningOf(code), messages })),
  ...given({ fallbacks: fallbacksOf(progress) }),
  rate: progress.rate,
  ...given({ eta: progress.doneAt?.toISOString(), cost: progress.cost }),
  at: at.toISOString(),
});
