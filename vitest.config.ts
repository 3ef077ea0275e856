import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './packages/testing/src/longest-first.ts';
import { limits } from './packages/testing/src/patience.ts';
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
    // Files of a worker share imported modules. Each file has its own databases, queues and ports.
    isolate: false,
    // Tests mostly wait for processes, so one worker more than the two cores keeps the cores busy.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    ...limits,
  },
});
