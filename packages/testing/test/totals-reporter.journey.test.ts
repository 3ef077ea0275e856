import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { journeyCases } from '../src/journeys.ts';

const vitest = fileURLToPath(import.meta.resolve('vitest/package.json')).replace('package.json', 'vitest.mjs');
const fixtures = fileURLToPath(new URL('fixtures/totals/', import.meta.url));

const runVitest = async (filter: string) => {
  const child = fork(vitest, ['run', '--root', fixtures, filter], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  const [output] = await Promise.all([child.stdout && text(child.stdout), once(child, 'exit')]);
  return { lastLine: output?.trimEnd().split('\n').at(-1), code: child.exitCode };
};

describe('the last line of a run', () => {
  const runs: [folder: string, lastLine: string, code: number][] = [
    ['mixed', '1 passed, 1 failed, 1 skipped', 1],
    ['passing', '1 passed, 0 failed', 0],
    ['broken', '0 passed, 1 failed', 1],
    ['leaving', '1 passed, 1 failed', 1],
    ['skipped', '0 passed, 0 failed, 1 skipped', 1],
    ['nowhere', '0 passed, 0 failed', 1],
  ];
  it.each(journeyCases(runs, 2))('of %s tests says %s, and the run exits with %d', async (filter, lastLine, code) => {
    expect(await runVitest(filter)).toEqual({ lastLine, code });
  });
});
