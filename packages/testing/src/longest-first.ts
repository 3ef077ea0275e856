import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begins with journeys, then integration tests: a long file that begins last keeps all others waiting. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of Vitest's, which gives a new array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

const rankOf = ({ moduleId }: TestSpecification): number => {
  if (/\.(?:journey|long)\.test\.ts$/.test(moduleId)) return 0;
  return /\/apps\/(?:worker|cli)\/test\//.test(moduleId) ? 1 : 2;
};
