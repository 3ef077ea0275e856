import type { Campaign } from '@recado/contract';
import { createTestDatabase, openDatabase, skipsBrowser } from '@recado/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openChromium, openTab } from './support/browser.ts';
import { freeze } from './support/processes.ts';
import { becomeAdmin, startRecado } from './support/started-recado.ts';

const people = 1_000_000;
const perSecond = 400;
const seconds = 60;
const everyMs = 250;
const mib = 1024 ** 2;

describe.skipIf(skipsBrowser)('a campaign of a million people', { timeout: 300_000 }, () => {
  test('stays smooth while 400 messages a second end', async ({ annotate }) => {
    await using database = await createTestDatabase();
    await using recado = await startRecado({ DATABASE_URL: database.url });
    await using stack = new AsyncDisposableStack();
    const browser = await openChromium();
    stack.defer(() => browser.close());
    const { page, context } = stack.use(await openTab(browser, recado.url));
    await becomeAdmin(page, recado);
    const draft = { name: 'Huge', template: 'promotion', language: 'pt_BR' };
    const { id } = await recado.call<Campaign>('POST', '/campaigns', draft);
    // The state of an hour's run, without the run: no worker changes it, and messages end as if one sent them.
    using frozen = freeze(recado.pid, 'apps/worker/src/main.ts');
    expect(frozen.count).toBeGreaterThan(0);
    await using db = stack.use(await openDatabase(database.url));
    await db.query("update campaigns set status = 'running', launched_at = now(), recipients = $2 where id = $1", [
      id,
      people,
    ]);
    const end = (messages: number, status: string) =>
      db.query(
        `insert into campaign_counts (campaign_id, is_fallback, status, reason, error_code, messages)
         values ($1, false, $2, '', 0, $3)
         on conflict (campaign_id, is_fallback, status, reason, error_code)
           do update set messages = campaign_counts.messages + excluded.messages`,
        [id, status, messages],
      );
    await end(400_000, 'delivered');
    await page.goto(`/campaigns/${id}/progress`);
    await page.getByText(/ of 1,000,000 · /).waitFor();
    const device = await context.newCDPSession(page);
    const heap = async () => {
      await device.send('HeapProfiler.collectGarbage');
      return (await device.send('Runtime.getHeapUsage')).usedSize;
    };
    await device.send('Performance.enable', { timeDomain: 'threadTicks' });
    const taskSeconds = async () => {
      const { metrics } = await device.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    };
    await page.evaluate(watchPage);
    const before = await heap();
    const secondsBefore = await taskSeconds();
    const began = Date.now();
    for (let step = 0; Date.now() - began < seconds * 1000; step += 1) {
      await end((perSecond * everyMs) / 1000, step % 3 === 0 ? 'read' : 'delivered');
      if (step % 40 === 20) await visitTabs(page);
      await sleep(everyMs);
    }
    const cpuMs = ((await taskSeconds()) - secondsBefore) * 1000;
    const growth = (await heap()) - before;
    const { long, drawn } = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
    const { progress } = await recado.call<Campaign>('GET', `/campaigns/${id}`);
    await annotate(JSON.stringify({ longestTaskMs: Math.max(0, ...long), drawn, cpuMs, growthMib: growth / mib }));
    expect(progress?.people).toBe(people);
    expect(progress?.by_status.read).toBeGreaterThan(0);
    expect(drawn).toBeGreaterThan(10);
    expect(cpuMs).toBeGreaterThan(0);
    // One more for each visit of another tab of the campaign.
    expect(drawn).toBeLessThanOrEqual(seconds + 20);
    expect(growth).toBeLessThan(20 * mib);
    // CPU of the page's thread, because other tests share this machine and make its tasks last longer.
    expect(cpuMs / drawn).toBeLessThan(200);
  });
});

type Seen = { long: number[]; drawn: number };

/** Somebody looks at another page of the campaign and comes back. */
const visitTabs = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Results' }).click();
  await page.getByText('sent, of all people').waitFor();
  await page.getByRole('link', { name: 'Progress' }).click();
  await page.getByText(/ of 1,000,000 · /).waitFor();
};

/** Notes long tasks, and how often the figure of the progress changes. */
const watchPage = (): void => {
  const seen = { long: [] as number[], drawn: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => seen.long.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
  });
  let last = '';
  new MutationObserver(() => {
    const text = / of 1,000,000 · /.exec(document.body.textContent ?? '')?.index ?? -1;
    const figure = text < 0 ? '' : (document.body.textContent ?? '').slice(text - 9, text);
    if (figure !== '' && figure !== last) seen.drawn += 1;
    last = figure;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
};
