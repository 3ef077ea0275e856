import { mergeConfig } from 'vitest/config';
import { longLimits } from './packages/testing/src/patience.ts';
import base from './vitest.config.ts';

/** What needs minutes, and journeys at their full size: see packages/testing/src/journeys.ts. */
const long = {
  ...base.test,
  include: ['{apps,packages}/*/test/**/*.{journey,long}.test.ts'],
  exclude: ['**/node_modules/**'],
  provide: { isLongRun: true },
  ...longLimits,
};

export default mergeConfig({}, { ...base, test: long });
