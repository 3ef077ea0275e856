import { expect, test } from 'vitest';
import { leastLabelPx, timeSteps } from './lines.ts';

const hour = 3600;

test.each([1, 6, 24, 336, 744])(
  'a chart of %i hours has a step whose labels fit, on a phone and on a screen',
  (hours) => {
    for (const width of [240, 1000]) {
      const fitting = timeSteps.filter((step) => (step / (hours * hour)) * width >= leastLabelPx);
      expect(fitting.length).toBeGreaterThan(0);
      expect(fitting[0]).toBeLessThanOrEqual(hours * hour);
    }
  },
);
