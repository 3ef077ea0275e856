import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs journeys first, then integration tests. A long file that started last would prolong the run. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this method of Vitest returns a new array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

const rankOf = ({ moduleId }: TestSpecification): number => {
  if (/\.(?:journey|long)\.test\.ts$/.test(moduleId)) return 0;
  return /\/apps\/(?:worker|cli)\/test\//.test(moduleId) ? 1 : 2;
};
