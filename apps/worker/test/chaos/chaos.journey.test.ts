import { journeyEngines, sized } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { isClean, report } from './report.ts';
import { runChaos } from './run.ts';

const plan = {
  messages: sized(300, 1_500),
  seed: 7,
  overMs: sized(5_000, 25_000),
  endWithinMs: 100_000,
  log: () => undefined,
};

describe.each(journeyEngines('postgresql'))(
  'on the %s engine, while everything is killed, restarted and lied to',
  (engine) => {
    it('nothing that was accepted is lost or sent twice', { timeout: 240_000 }, async () => {
      const outcome = await runChaos({ ...plan, engine });
      expect(isClean(outcome), report(outcome)).toBe(true);
      expect(outcome.accepted).toBe(plan.messages);
    });
  },
);
