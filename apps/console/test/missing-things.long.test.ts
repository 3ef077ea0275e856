import { skipsBrowser } from '@recado/testing';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectGoodPage, openTab, waitUntilLoaded } from './support/browser.ts';
import { useConsole } from './support/console.ts';
import { fillRecado, pagesOf, pagesOfMissing, type Made } from './support/pages.ts';

const again = (page: Page) => page.getByRole('button', { name: 'Try again' }).count();

const problem = (status: number, type: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: `urn:recado:problem:${type}`, title: type, status }),
});

/** Addresses of the API whose answers belong to the frame of each page. */
const ofFrame = /\/v1\/(?:session|sessions|stream|readiness)\b/;

describe.skipIf(skipsBrowser)('a thing that does not exist', () => {
  let made: Made;
  const started = useConsole({
    prepare: async ({ recado }) => {
      made = await fillRecado(recado);
    },
  });

  test.each(pagesOfMissing())('is what %s says, with the way back to the list of such things', async (path) => {
    const { page, faults } = started.tab;
    await page.goto(path);
    await expectGoodPage(page, path);
    await page.setViewportSize({ width: 390, height: 900 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectGoodPage(page, `${path} on a phone`);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    const main = page.getByRole('main');
    expect(await main.getByRole('alert').allTextContents()).toEqual([expect.stringContaining('does not exist')]);
    expect(await again(page)).toBe(0);
    await main.getByRole('alert').getByRole('link').click();
    await page.waitForURL(path.startsWith('/operations') ? /\/operations$/ : /\/campaigns$/);
    expect(faults).toEqual([]);
  });

  test('is said by a page whose campaign was deleted while it was open', async () => {
    const { page } = started.tab;
    const { id } = await started.recado.call<{ id: string }>('POST', `/campaigns/${made.draft}/copy`, {});
    await page.goto(`/campaigns/${id}/message`);
    await waitUntilLoaded(page);
    await started.recado.call('DELETE', `/campaigns/${id}`);
    await page.getByLabel('Name of the campaign').fill('Late');
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.getByRole('alert').getByRole('link', { name: 'All campaigns' }).waitFor();
    expect(await again(page)).toBe(0);
  });

  test.each([
    ['404 of Recado', problem(404, 'not-found'), false],
    ['404 of a proxy', { status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' }, true],
    ['409', problem(409, 'conflict'), true],
  ])('offers another try only after another answer: %s', async (_answer, answer, isOffered) => {
    const { browser, recado, tab } = started;
    await using second = await openTab(browser, recado.url);
    await second.context.addCookies(await tab.context.cookies());
    const { page } = second;
    await page.route(/\/v1\//, (route) =>
      route.request().method() !== 'GET' || ofFrame.test(route.request().url())
        ? route.fallback()
        : route.fulfill(answer),
    );
    const wrong: string[] = [];
    for (const path of pagesOf(made)) {
      await page.goto(path);
      await waitUntilLoaded(page);
      const readsNothing = path === '/profile' || path === '/nothing-here';
      if (!readsNothing && (await again(page)) > 0 !== isOffered) wrong.push(path);
    }
    expect(wrong).toEqual([]);
  });
});
