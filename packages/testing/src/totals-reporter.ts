import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends the output with `N passed, N failed`, and fails a run in which no test ran. */
export class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map(stateOf));
    const count = (state: string) => states.filter((found) => found === state).length;
    const passed = count('passed');
    // A file that does not load, or whose hooks fail, counts as failed even if no test in it failed.
    const failed = count('failed') + modules.filter(failedOutsideTests).length + unhandledErrors.length;
    if (passed + failed === 0) process.exitCode = 1;
    process.stdout.write(`${describeTotals(passed, failed, count('skipped'))}\n`);
  }
}

const stateOf = (test: TestCase): string => test.result().state;

const failedOutsideTests = (module: TestModule): boolean =>
  module.state() === 'failed' && [...module.children.allTests('failed')].length === 0;

const describeTotals = (passed: number, failed: number, skipped: number): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
