import { noSuchCampaign } from './change.ts';
import { progressOf, type Progress, type RecordedProgress } from './progress.ts';

export type ReadProgressDeps = { findProgress: (id: string) => Promise<RecordedProgress | undefined> };

/** How far a campaign has come. Throws a Refusal when there is none. */
export const readProgress = async (deps: ReadProgressDeps, clock: () => Date, id: string): Promise<Progress> => {
  const recorded = await deps.findProgress(id);
  if (!recorded) throw noSuchCampaign();
  return progressOf(recorded, clock());
};
