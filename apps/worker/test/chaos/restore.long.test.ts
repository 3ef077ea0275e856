import { queueEngines } from '@recado/testing';
import { expect, it } from 'vitest';
import { isRestoreClean, reportRestore, runRestore } from './restore.ts';

const [engine = 'postgresql'] = queueEngines;

it(
  'a restored backup sends nothing twice, and opt-outs since it was made are respected',
  { timeout: 120_000 },
  async () => {
    const plan = { how: 'recovery', engine, size: 40, seed: 7, endWithinMs: 60_000, log: () => undefined } as const;
    const outcome = await runRestore(plan);
    expect(isRestoreClean(outcome), reportRestore(outcome)).toBe(true);
  },
);
