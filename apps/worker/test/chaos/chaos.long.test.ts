import { queueEngines } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { isClean, report } from './report.ts';
import { runChaos } from './run.ts';

const plan = {
  messages: 1_500,
  seed: 7,
  overMs: 25_000,
  awayMs: 8_000,
  log: () => undefined,
};

describe.each(queueEngines)('on the %s engine, while everything is killed, restarted and lied to', (engine) => {
  it('nothing that was accepted is lost or sent twice', async () => {
    const outcome = await runChaos({ ...plan, engine });
    expect(isClean(outcome), report(outcome)).toBe(true);
    expect(outcome.accepted).toBe(plan.messages);
  });
});
