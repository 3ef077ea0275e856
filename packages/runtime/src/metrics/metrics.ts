import { toText, type Family } from './exposition.ts';
import { familiesOfProcess } from './of-process.ts';

type Source = { family: () => Family | Promise<Family> };

/** All that a process counts and measures, as text for Prometheus. */
export const makeMetrics = (sources: readonly Source[]) => async (): Promise<string> => {
  const families = await Promise.all(sources.map(async ({ family }) => family()));
  return toText([...families, ...familiesOfProcess()]);
};
