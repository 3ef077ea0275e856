import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What needs minutes, and journeys at their full size: see packages/testing/src/journeys.ts. */
const long = {
  ...base.test,
  include: ['{apps,packages}/*/test/**/*.{journey,long}.test.ts'],
  exclude: ['**/node_modules/**'],
  provide: { isLongRun: true },
};

export default mergeConfig({}, { ...base, test: long });
