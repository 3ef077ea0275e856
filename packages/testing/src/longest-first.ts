import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Runs the longest files first: one that started last would prolong the run. Vitest knows only the sizes of files that
 * never ran on this machine.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this method of Vitest returns a new array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => kindOf(one) - kindOf(other));
  }
}

/**
 * The chaos tests are small files that take the longest. Other long tests and journeys follow, then tests that start
 * processes.
 */
const kinds = [/\/chaos\/.*\.long\.test\.ts$/, /\.(?:journey|long)\.test\.ts$/, /\/apps\/(?:worker|cli)\/test\//, /./];

const kindOf = ({ moduleId }: TestSpecification): number => kinds.findIndex((kind) => kind.test(moduleId));
