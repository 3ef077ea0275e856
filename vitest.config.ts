import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './packages/testing/src/longest-first.ts';
import { TotalsReporter } from './packages/testing/src/totals-reporter.ts';

export default defineConfig({
  test: {
    include: ['{apps,packages}/*/{src,test}/**/*.test.ts', 'scripts/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
    provide: { isLongRun: false },
    globalSetup: ['packages/testing/src/global-setup.ts'],
    setupFiles: ['packages/testing/src/leak-check.ts'],
    reporters: ['default', new TotalsReporter()],
    pool: 'forks',
    // Files of a worker share what they import. They keep apart by databases, queues and ports of their own.
    isolate: false,
    // Most of a test's time is spent waiting for processes: one more than there are cores keeps the cores busy.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Integration tests start real processes, and two of them at once must still be in time on two cores.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
