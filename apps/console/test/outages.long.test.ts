import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { waitUntilLoaded } from './support/browser.ts';
import { openSecondTab, useConsole } from './support/console.ts';
import { fillRecado, pagesOf, type Made } from './support/pages.ts';
import { freeze } from './support/processes.ts';
import { startStreamCutter } from './support/stream-cutter.ts';

const people = 2_000;
const mps = 12;
const cutMs = 20_000;

describe.skipIf(skipsBrowser)('a page while something is away', () => {
  let campaign: string;
  let made: Made;
  const opened: Opened[] = [];
  const paths = () => pagesOf(made).filter((path) => !path.includes('?') && path !== '/nothing-here');
  const started = useConsole({
    prepare: async ({ recado }) => {
      made = await fillRecado(recado);
      await recado.call('PUT', '/senders/store', { mps, paused: false });
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
      await expect.poll(async () => (await figures()).at(-1)).toBeGreaterThan(last);
    };
    await expect.poll(cutter.openStreams).toBe(1);
    await expectProgress();
    expect(await polls.count()).toBe(0);

    cutter.cut();
    const cutAt = performance.now();
    await polls.waitFor();
    do await expectProgress();
    while (performance.now() - cutAt < cutMs);
    expect(cutter.openStreams()).toBe(0);

    cutter.mend();
    await expect.poll(cutter.openStreams).toBe(1);
    await expect.poll(() => polls.count()).toBe(0);
    await expectProgress();
    const seen = await figures();
    expect(seen).toEqual(seen.toSorted((one, next) => one - next));
  });

  test('each page is open', async () => {
    await started.recado.call('POST', `/campaigns/${campaign}/pause`);
    // One after the other: twenty pages that load at once take longer than a page may on a busy machine.
    for (const path of paths()) {
      const { page } = await openSecondTab(started);
      const [asked, answered] = [new Set<string>(), new Set<string>()];
      page.on('response', (response) => response.ok() && answered.add(new URL(response.url()).pathname));
      await page.goto(path);
      await waitUntilLoaded(page);
      for (const each of answered) if (/^\/v1\/.*(?<!\/stream)$/.test(each) && !lasting.has(each)) asked.add(each);
      opened.push({ path, page, asked, answered });
    }
    expect(opened.flatMap(({ asked }) => [...asked]).length).toBeGreaterThan(opened.length);
  });

  test.for([
    ['a worker', 'apps/worker/src/main.ts', /^No worker has run since \d+:\d+.*, so nothing is sent/],
    ['PostgreSQL', 'postgres', /^Recado has had no database since \d+:\d+/],
    ['the API', 'apps/api/src/main.ts', /^Recado has not answered since \d+:\d+/],
  ] as const)(
    'without %s each page says so, keeps its figures, and is up to date soon after',
    async ([what, process, sentence], { annotate }) => {
      expect(opened).toHaveLength(paths().length);
      const isWithoutWorker = what === 'a worker';
      // Operations count the workers.
      const kept = opened.filter(({ path }) => !isWithoutWorker || path !== '/operations');
      const shapes = () => Promise.all(kept.map(async ({ path, page }) => [path, await readShape(page)]));
      const before = await shapes();
      const began = performance.now();
      {
        using frozen = freeze(started.recado.pid, process);
        expect(frozen.count).toBeGreaterThan(0);
        await Promise.all(opened.map(({ page }) => page.getByText(sentence).waitFor()));
        expect(await shapes()).toEqual(before);
        for (const { answered } of opened) answered.clear();
      }
      const saidMs = performance.now() - began;
      const notCurrent = async ({ path, page, asked, answered }: Opened) => {
        const waiting = isWithoutWorker ? [] : [...asked].filter((each) => !answered.has(each));
        return (await page.getByText(sentence).count()) > 0 || waiting.length > 0 ? [path, ...waiting] : [];
      };
      const find = async () => (await Promise.all(opened.map(notCurrent))).flat();
      await expect.poll(find, { interval: 200 }).toEqual([]);
      await annotate(
        `said everywhere after ${saidMs} ms, up to date ${performance.now() - began - saidMs} ms after the end`,
      );
    },
  );

  test('no page broke the policy', () =>
    expect(started.tab.faults.filter((fault) => fault.startsWith('policy'))).toEqual([]));
});

type Opened = {
  path: string;
  page: Page;
  /** Holds the requests of the page; `answered` those that the API has answered. */
  asked: Set<string>;
  answered: Set<string>;
};

/** Answers that a page uses for half a minute or more. A stream stays open. */
const lasting = new Set(['/v1/session', '/v1/error_codes', '/v1/templates', '/v1/senders']);

/** The texts of a page, with a sign in place of each figure. */
const readShape = async (page: Page): Promise<string> => {
  const text = await page.getByRole('main').innerText();
  return text.replaceAll(/[–\d.,:]+(?: ?(?:h|min|s|AM|PM|%)\b)?/g, '#').replaceAll(/#(?: #)+/g, '#');
};

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
