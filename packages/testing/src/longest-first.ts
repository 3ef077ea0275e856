import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The drills of restores take longer than any other file. */
const longest = '/chaos/restore.long.test.ts';

/** Runs the longest file first, then other journeys, then integration tests. A long file that started last would prolong the run. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this method of Vitest returns a new array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

const rankOf = ({ moduleId }: TestSpecification): number => {
  if (moduleId.endsWith(longest)) return 0;
  if (/\.(?:journey|long)\.test\.ts$/.test(moduleId)) return 1;
  return /\/apps\/(?:worker|cli)\/test\//.test(moduleId) ? 2 : 3;
};
