import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { makeProgress, report } from './output.ts';

test('without a terminal it says each quarter once', () => {
  const lines: string[] = [];
  const progress = makeProgress(200, { isTerminal: false, write: (line) => lines.push(line) });
  for (const done of [0, 49, 50, 51, 120, 120, 200, 200]) progress.show(done, `${done} have ended`);
  progress.stop();
  expect(lines).toEqual(['25 %: 50 have ended', '50 %: 120 have ended', '100 %: 200 have ended']);
});

test('of nothing there is nothing to say', () => {
  const lines: string[] = [];
  makeProgress(0, { isTerminal: false, write: (line) => lines.push(line) }).show(0, 'none');
  expect(lines).toEqual([]);
});

test.each<[schema: z.ZodType, said: string]>([
  [z.object({ mps: z.coerce.number('must be a number') }), '--mps must be a number'],
  [z.object({ mps: z.string('--at takes a time') }), '--at takes a time'],
  [z.object({ dailyLimit: z.union([z.number(), z.boolean()]) }), '--daily-limit is not valid. See --help'],
])('a wrong option is one line that names it', (schema, said) => {
  const write = vi.spyOn(console, 'error').mockReturnValue();
  report(schema.safeParse({ mps: Symbol('x') as unknown, dailyLimit: 'x' }).error);
  expect(write.mock.calls.flat()).toEqual([expect.stringContaining(said)]);
  expect(write.mock.calls.flat().join()).not.toContain('\n');
  write.mockRestore();
});
