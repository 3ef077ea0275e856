import type { Campaign } from '@recado/contract';
import { createTestDatabase, openDatabase, skipsBrowser, watchMinutes } from '@recado/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, openTab } from './support/browser.ts';
import { watchHeap } from './support/heap.ts';
import { freeze } from './support/processes.ts';
import { becomeAdmin, startRecado, type StartedRecado } from './support/started-recado.ts';

const people = 1_000_000;
const perSecond = 400;
const seconds = watchMinutes * 60;
const everyMs = 250;
const mib = 1024 ** 2;
const rowsOfPage = 50;
const pagesRead = 25;

describe.skipIf(skipsBrowser)('a campaign of a million people', { timeout: 240_000 + seconds * 1000 }, () => {
  const stack = new AsyncDisposableStack();
  let databaseUrl: string;
  let recado: StartedRecado;
  let browser: Browser;
  let tab: Awaited<ReturnType<typeof openTab>>;

  beforeAll(async () => {
    databaseUrl = stack.use(await createTestDatabase()).url;
    recado = stack.use(await startRecado({ DATABASE_URL: databaseUrl }));
    browser = await openChromium();
    stack.defer(() => browser.close());
    tab = stack.use(await openTab(browser, recado.url));
    await becomeAdmin(tab.page, recado);
  });

  afterAll(() => stack.disposeAsync());

  const makeDraft = async (name: string): Promise<string> =>
    (await recado.call<Campaign>('POST', '/campaigns', { name, template: 'promotion', language: 'pt_BR' })).id;

  test('takes little memory to send its file, and a canceled one leaves the draft empty', async ({ annotate }) => {
    const { page, context } = tab;
    const id = await makeDraft('File');
    await using file = await writeFileOf(people);
    const device = await context.newCDPSession(page);
    const slowDown = (uploadThroughput: number) =>
      device.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    const heap = watchHeap(device);
    const takeIn = page.getByRole('button', { name: /^Take in all/ });
    const cancel = page.getByRole('button', { name: 'Cancel' });
    const isEmpty = async () => (await recado.call<Campaign>('GET', `/campaigns/${id}`)).recipients === 0;
    await page.goto(`/campaigns/${id}/people`);
    const before = await heap.collected();
    await page.locator('input[type=file]').setInputFiles(file.path);
    await takeIn.waitFor();
    await slowDown(10_000_000);
    await takeIn.click();
    const bar = page.getByRole('progressbar', { name: 'Sent to Recado' });
    let [sent, most] = [0, 0];
    while (sent < file.size * 0.7) {
      sent = Number(await bar.getAttribute('value'));
      most = Math.max(most, await heap.all());
      await sleep(50);
    }
    await cancel.click();
    await takeIn.waitFor();
    expect(await isEmpty()).toBe(true);
    await slowDown(-1);
    await annotate(JSON.stringify({ fileMb: file.size / 1e6, growthMib: (most - before) / mib }));
    await device.detach();
    expect(most - before).toBeLessThan(50 * mib);
  });

  test('stays smooth while 400 messages a second end', async ({ annotate }) => {
    const { page, context } = tab;
    const id = await makeDraft('Huge');
    const rows = Array.from({ length: rowsOfPage * pagesRead }, (_, person) => `+5511987${100_000 + person},5%`);
    await recado.call('POST', `/campaigns/${id}/recipients`, `phone,discount\n${rows.join('\n')}\n`);
    // The state of an hour's run, without the run: no worker changes it, and messages end as if one sent them.
    using frozen = freeze(recado.pid, 'apps/worker/src/main.ts');
    expect(frozen.count).toBeGreaterThan(0);
    await using db = await openDatabase(databaseUrl);
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
    const heap = watchHeap(device);
    await device.send('Performance.enable', { timeDomain: 'threadTicks' });
    const taskSeconds = async () => {
      const { metrics } = await device.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    };
    await page.evaluate(watchPage);
    const before = await heap.collected();
    const secondsBefore = await taskSeconds();
    const began = performance.now();
    for (let step = 0; performance.now() - began < seconds * 1000; step += 1) {
      await end((perSecond * everyMs) / 1000, step % 3 === 0 ? 'read' : 'delivered');
      if (step % 40 === 20) await visitTabs(page);
      await sleep(everyMs);
    }
    const cpuMs = ((await taskSeconds()) - secondsBefore) * 1000;
    const growth = (await heap.collected()) - before;
    const { long, drawn } = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
    const { progress } = await recado.call<Campaign>('GET', `/campaigns/${id}`);
    await annotate(JSON.stringify({ longestTaskMs: Math.max(0, ...long), drawn, cpuMs, growthMib: growth / mib }));
    expect(progress?.people).toBe(people);
    expect(progress?.by_status.read).toBeGreaterThan(0);
    expect(drawn).toBeGreaterThan(10);
    expect(cpuMs).toBeGreaterThan(0);
    // One more for each visit of another tab of the campaign.
    expect(drawn).toBeLessThanOrEqual(seconds * 1.34);
    expect(growth).toBeLessThan(20 * mib);
    // CPU of the page's thread, because other tests share this machine and make its tasks last longer.
    expect(cpuMs / drawn).toBeLessThan(200);

    await page.goto(`/campaigns/${id}/people`);
    const shown = page.locator('tbody tr');
    const seen = new Set<string>();
    for (let read = 0; read < pagesRead; read += 1) {
      const isSeen = async () => seen.has((await shown.first().textContent()) ?? '');
      await expect.poll(isSeen).toBe(false);
      for (const text of await shown.allTextContents()) seen.add(text);
      await page.mouse.wheel(0, 10_000);
      expect(await shown.count()).toBeLessThan(60);
      if (read < pagesRead - 1) await page.getByRole('button', { name: 'Next page' }).click();
    }
    expect(seen.size).toBe(rows.length);
    const held = await heap.countStrings(/^\+55119\*{4}\d{4}$/);
    await annotate(JSON.stringify({ held }));
    expect(held).toBeGreaterThanOrEqual(rowsOfPage);
    expect(held).toBeLessThanOrEqual(1_000);
  });
});

/** Writes a file as a shop has it: with a column that no message uses. */
const writeFileOf = async (rows: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'recado-rows-'));
  const path = join(folder, 'clientes.csv');
  const note = 'x'.repeat(40);
  const lines = Array.from({ length: rows }, (_, person) => `+55119${10_000_000 + person};5%;${note}`);
  const text = `phone;discount;note\n${lines.join('\n')}\n`;
  await writeFile(path, text);
  const remove = () => rm(folder, { recursive: true, force: true });
  return { path, size: text.length, [Symbol.asyncDispose]: remove };
};

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
