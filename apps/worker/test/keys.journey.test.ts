import { randomBytes } from 'node:crypto';
import { journeyCases, startProcess } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type System } from './support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem('postgresql');
  await system.startWorker();
});
afterAll(() => system[Symbol.asyncDispose]());

const another = randomBytes(32).toString('base64');

const endOf = async (main: string, env: Record<string, string>) => {
  await using started = startProcess(main, { ...system.env, PORT: '0', ...env });
  const { code } = await started.ended;
  return { code, text: started.output.text() };
};

describe.each(journeyCases(['apps/worker/src/main.ts', 'apps/api/src/main.ts']))('%s does not start', (main) => {
  it.each<[string, string, (now: string) => string, RegExp]>([
    ['another encryption key', 'RECADO_ENCRYPTION_KEYS', () => `k1:${another}`, /"k1".*put back the old value/],
    ['one encryption key missing', 'RECADO_ENCRYPTION_KEYS', () => `k2:${another}`, /lacks the key "k1".*add it/],
    ['another index key', 'RECADO_INDEX_KEY', () => another, /put back the old value/],
    ['index keys in another order', 'RECADO_INDEX_KEY', (now) => `${another},${now}`, /put back the old value/],
  ])('with %s, and says in one line what to do', async (_what, name, changed, remedy) => {
    const { code, text } = await endOf(main, { [name]: changed(system.env[name] ?? '') });
    expect(code).toBe(1);
    const lines = text
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('{'));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name}: expected`))]);
    expect(lines[0]).toMatch(remedy);
    for (const secret of [another, system.env.RECADO_INDEX_KEY, system.env.RECADO_ENCRYPTION_KEYS?.slice(3)])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\n\s+at |"stack"/);
  });
});
