import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Runs the longest files first: one that started last would prolong the run. Vitest knows only the sizes of files that
 * never ran on this machine, and of journeys the times at their small size.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this method of Vitest returns a new array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

/** Take more than a minute on two slow cores, the longest first. Some of them mostly wait. */
const longest = [
  'chaos/restore.long',
  'chaos/chaos.long',
  'pages.long',
  'marketing-reach.journey',
  'contacts.journey',
  'launch.long',
  'account-troubles.long',
  'index-rotation-breaks.long',
  'outages.long',
  'lost-answers.long',
  'rolling-restart.long',
  'campaign-flow.long',
  'huge-campaign.long',
  'opt-out-in-campaign.long',
  'idle-workers.long',
  'fuzz.journey',
  'index-rotation.long',
].map((name) => `/${name}.test.ts`);

/** Other long tests and journeys follow, then tests that start processes. */
const kinds = [/\.(?:journey|long)\.test\.ts$/, /\/apps\/(?:worker|cli)\/test\//, /./];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = longest.findIndex((name) => moduleId.endsWith(name));
  return place < 0 ? longest.length + kinds.findIndex((kind) => kind.test(moduleId)) : place;
};
