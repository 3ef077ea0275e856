import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeFolder } from './support/folder.ts';
import { recado } from './support/terminal.ts';

test('the demo delivers to everyone, ends with the table and leaves nothing behind', async () => {
  await using folder = await makeFolder();
  const demo = await recado(['demo'], { TMPDIR: folder.path, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  expect(demo).toMatchObject({ code: 0, stderr: '' });
  expect(demo.stdout).toMatch(/^200 people agreed to promotions: /m);
  for (const kind of ['order_confirmation', 'order_status', 'promotion'])
    expect(demo.stdout).toMatch(new RegExp(`^delivered 200 +${kind} +as expected$`, 'm'));
  expect(demo.stdout).toMatch(/^failed 1 .*21211.* as expected$/m);
  expect(demo.stdout).toMatch(/^canceled 1 .* as expected$/m);
  expect(demo.stdout).toMatch(/^delivered 1 .*scheduled.* as expected$/m);
  expect(demo.stdout).toMatch(/^220 of its people accepted, 1 there twice, 2 rows rejected:$/m);
  expect(demo.stdout).toMatch(/^delivered 200 +campaign.* as expected$/m);
  expect(demo.stdout).toMatch(/^suppressed 20 .*frequency_cap.* as expected$/m);
  expect(demo.stdout).toMatch(/^A webhook got them: \d{4} events, no gap\.$/m);
  // Compiled sources and configurations stay for the next start.
  const caches = new Set(['node-compile-cache', 'jiti']);
  expect((await readdir(folder.path)).filter((name) => !caches.has(name))).toEqual([]);
});
