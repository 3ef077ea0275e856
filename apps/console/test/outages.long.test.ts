import type { Campaign, Message } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, openTab } from './support/browser.ts';
import { freeze } from './support/processes.ts';
import { becomeAdmin, startRecado, type StartedRecado } from './support/started-recado.ts';

const people = 2_000;
const mps = 15;

describe.skipIf(skipsBrowser)('a page while something is away', { timeout: 180_000 }, () => {
  let recado: StartedRecado;
  let browser: Browser;
  let tab: Awaited<ReturnType<typeof openTab>>;
  let campaign: string;

  beforeAll(async () => {
    [recado, browser] = await Promise.all([startRecado(), openChromium()]);
    tab = await openTab(browser, recado.url);
    await becomeAdmin(tab.page, recado);
    await recado.call('PUT', '/senders/store', { mps });
    const consent = { source: 'store', evidence: 'form of 2026' };
    const draft = { name: 'Slow', template: 'promotion', language: 'pt_BR', consent };
    campaign = (await recado.call<Campaign>('POST', '/campaigns', draft)).id;
    const rows = Array.from({ length: people }, (_, person) => `+5511987${100_000 + person},5%`);
    await recado.call('POST', `/campaigns/${campaign}/recipients`, `phone,discount\n${rows.join('\n')}\n`);
    await recado.call('POST', `/campaigns/${campaign}/launch`, {});
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await recado?.[Symbol.asyncDispose]();
  });

  /** The number of people with a result, as the page shows it. */
  const shownOn = async (page: Page): Promise<number> => {
    const text = (await page.getByText(/^[\d,]+ of 2,000 · /).textContent()) ?? '';
    return Number(text.slice(0, text.indexOf(' ')).replaceAll(',', ''));
  };

  test('without its stream, figures go on by polling, and by the stream when it is back', async () => {
    const { page, context } = tab;
    let isCut = true;
    await context.route('**/stream', (route) => (isCut ? route.abort('connectionreset') : route.continue()));
    await page.goto(`/campaigns/${campaign}/progress`);
    const polls = page.getByText('updates every 5 seconds');
    await polls.waitFor({ timeout: 60_000 });
    const before = await shownOn(page);
    const seen = [before];
    const goesOn = async () => {
      seen.push(await shownOn(page));
      return seen.at(-1);
    };
    await expect.poll(goesOn, { timeout: 20_000, interval: 200 }).toBeGreaterThan(before);
    isCut = false;
    await expect.poll(() => polls.count(), { timeout: 60_000 }).toBe(0);
    const streamed = await shownOn(page);
    await expect.poll(goesOn, { timeout: 20_000, interval: 200 }).toBeGreaterThan(streamed);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('a worker that stands still is named at once on the first page and in operations, and is forgotten when it works', async () => {
    const { page } = tab;
    await page.goto('/');
    const missing = page.getByText('No worker runs, so nothing is sent').first();
    {
      using frozen = freeze(recado.pid, 'apps/worker/src/main.ts');
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
    const { page } = tab;
    await page.goto('/operations');
    await page.getByText('1 worker · 1 API').waitFor({ timeout: 60_000 });
    const stale = page.getByText('These figures are from').first();
    {
      using frozen = freeze(recado.pid, process);
      expect(frozen.count).toBeGreaterThan(0);
      await stale.waitFor({ timeout: 90_000 });
      await page.getByText('1 worker · 1 API').waitFor();
    }
    await expect.poll(() => stale.count(), { timeout: 90_000 }).toBe(0);
  });

  test('a test to oneself arrives, by one button', async () => {
    const { page } = tab;
    await recado.call('PUT', '/settings', { test_numbers: ['+5511987009999'] });
    await page.goto('/profile');
    await page.getByLabel('Your own number, for tests').fill('+5511987009999');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const draft = { name: 'Own', template: 'promotion', language: 'pt_BR' };
    const { id } = await recado.call<Campaign>('POST', '/campaigns', draft);
    await recado.call('POST', `/campaigns/${id}/recipients`, 'phone,discount\n+5511987200000,5%\n');
    await page.goto(`/campaigns/${id}/review`);
    await page.getByRole('button', { name: 'Send to me +55119****9999' }).click();
    await page
      .getByText(/^(?:delivered|read)/)
      .first()
      .waitFor({ timeout: 60_000 });
    const { data } = await recado.call<{ data: Message[] }>('GET', `/messages?campaign_id=${id}`);
    expect(data.length).toBeLessThanOrEqual(1);
  });

  test('no page broke the policy', () => expect(tab.faults.filter((fault) => fault.startsWith('policy'))).toEqual([]));
});
