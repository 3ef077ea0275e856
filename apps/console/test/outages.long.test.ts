import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { describe, expect, test } from 'vitest';
import { openSecondTab, useConsole } from './support/console.ts';
import { freeze } from './support/processes.ts';
import { startStreamCutter } from './support/stream-cutter.ts';

const people = 2_000;
const mps = 12;
const cutMs = 20_000;

describe.skipIf(skipsBrowser)('a page while something is away', { timeout: 180_000 }, () => {
  let campaign: string;
  const started = useConsole({
    prepare: async ({ recado }) => {
      await recado.call('PUT', '/senders/store', { mps });
      const consent = { source: 'store', evidence: 'form of 2026' };
      const draft = { name: 'Slow', template: 'promotion', language: 'pt_BR', consent };
      campaign = (await recado.call<Campaign>('POST', '/campaigns', draft)).id;
      const rows = Array.from({ length: people }, (_, person) => `+5511987${100_000 + person},5%`);
      await recado.call('POST', `/campaigns/${campaign}/recipients`, `phone,discount\n${rows.join('\n')}\n`);
      await recado.call('POST', `/campaigns/${campaign}/launch`, {});
    },
  });

  test('an open stream that breaks becomes polling, and a stream again, and no figure goes backwards', async () => {
    await using cutter = await startStreamCutter(started.recado.url);
    await using other = await openSecondTab(started, cutter.url);
    const { page } = other;
    await page.addInitScript(watchFigure);
    await page.goto(`/campaigns/${campaign}/progress`);
    const polls = page.getByText('updates every 5 seconds');
    const figures = () => page.evaluate(() => (globalThis as unknown as { figures: number[] }).figures);
    const expectProgress = async () => {
      const last = (await figures()).at(-1) ?? 0;
      await expect.poll(async () => (await figures()).at(-1), { timeout: 30_000 }).toBeGreaterThan(last);
    };
    await expect.poll(cutter.openStreams, { timeout: 30_000 }).toBe(1);
    await expectProgress();
    expect(await polls.count()).toBe(0);

    cutter.cut();
    const cutAt = Date.now();
    await polls.waitFor({ timeout: 60_000 });
    do await expectProgress();
    while (Date.now() - cutAt < cutMs);
    expect(cutter.openStreams()).toBe(0);

    cutter.mend();
    await expect.poll(cutter.openStreams, { timeout: 60_000 }).toBe(1);
    await expect.poll(() => polls.count(), { timeout: 60_000 }).toBe(0);
    await expectProgress();
    const seen = await figures();
    expect(seen).toEqual(seen.toSorted((one, next) => one - next));
  });

  test('a worker that stands still is named at once on the first page and in operations, and is forgotten when it works', async () => {
    const { page } = started.tab;
    await page.goto('/');
    const missing = page.getByText('No worker runs, so nothing is sent').first();
    {
      using frozen = freeze(started.recado.pid, 'apps/worker/src/main.ts');
      expect(frozen.count).toBeGreaterThan(0);
      await missing.waitFor({ timeout: 60_000 });
      await page.goto('/operations');
      await missing.waitFor({ timeout: 60_000 });
    }
    await expect.poll(() => missing.count(), { timeout: 60_000 }).toBe(0);
  });

  test.each([
    ['PostgreSQL', 'postgres'],
    ['the API', 'apps/api/src/main.ts'],
  ])('without %s, pages keep their last figures and say of when they are', async (_what, process) => {
    const { page } = started.tab;
    await page.goto('/operations');
    await page.getByText('1 worker · 1 API').waitFor({ timeout: 60_000 });
    const stale = page.getByText('These figures are from').first();
    {
      using frozen = freeze(started.recado.pid, process);
      expect(frozen.count).toBeGreaterThan(0);
      await stale.waitFor({ timeout: 90_000 });
      await page.getByText('1 worker · 1 API').waitFor();
    }
    await expect.poll(() => stale.count(), { timeout: 90_000 }).toBe(0);
  });

  test('no page broke the policy', () =>
    expect(started.tab.faults.filter((fault) => fault.startsWith('policy'))).toEqual([]));
});

/** Notes each figure of the progress in the order in which the page shows them. Runs in the page, before its scripts. */
const watchFigure = (): void => {
  const figures: number[] = [];
  Object.assign(globalThis, { figures });
  const look = () => {
    const [, figure] = /([\d,]+) of 2,000 · /.exec(document.body?.textContent ?? '') ?? [];
    const count = Number(figure?.replaceAll(',', ''));
    if (figure !== undefined && count !== figures.at(-1)) figures.push(count);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
};
