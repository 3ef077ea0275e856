import { skipsBrowser } from '@recado/testing';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, openTab, waitUntilLoaded } from './support/browser.ts';
import { fillRecado, openPages, pagesOf, type Made } from './support/pages.ts';
import { becomeAdmin, startRecado, type StartedRecado } from './support/started-recado.ts';

describe.skipIf(skipsBrowser)('every page', { timeout: 120_000 }, () => {
  let recado: StartedRecado;
  let browser: Browser;
  let tab: Awaited<ReturnType<typeof openTab>>;
  let made: Made;

  beforeAll(async () => {
    [recado, browser] = await Promise.all([startRecado(), openChromium()]);
    tab = await openTab(browser, recado.url);
    await becomeAdmin(tab.page, recado);
    made = await fillRecado(recado);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await recado?.[Symbol.asyncDispose]();
  });

  type Visit = { page: Page; path: string };

  /** Opens each page in the tab of the administrator, or in one without a session if the page is for those. */
  const visit = async (look: (visit: Visit) => Promise<void>): Promise<void> => {
    await using visitor = await openTab(browser, recado.url);
    const visits = [
      ...pagesOf(made).map((path) => ({ page: tab.page, path })),
      ...Object.values(openPages).map((path) => ({ page: visitor.page, path })),
    ];
    for (const { page, path } of visits) {
      await page.route(/\/assets\/en-[^/]+\.js$/, markTexts);
      await page.goto(path);
      await waitUntilLoaded(page);
      await look({ page, path });
      await page.unrouteAll();
    }
    expect(visitor.faults).toEqual([]);
  };

  test('has all its texts in the catalogs', async () => {
    const found: Record<string, string[]> = {};
    await visit(async ({ page, path }) => {
      const texts = await untranslated(page);
      if (texts.length > 0) found[path] = texts;
    });
    expect(found).toEqual({});
  });
});

/** Marks each text of the English catalog on its way to the page. */
const markTexts = async (route: Route): Promise<void> => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, body: pseudo(await answer.text()) });
};

/** Placeholders and tags stay as they are. */
const pseudo = (code: string): string => {
  const [, before = '', json = '', after = ''] = /^([\s\S]*?JSON\.parse\(`)([\s\S]*)(`\)[\s\S]*)$/.exec(code) ?? [];
  const catalog = JSON.parse(json.replaceAll('\\\\', '\\').replaceAll('\\`', '`')) as Record<string, unknown[]>;
  const marked = Object.fromEntries(Object.entries(catalog).map(([key, parts]) => [key, ['⟦', ...parts, '⟧']]));
  const text = JSON.stringify(marked).replaceAll('\\', '\\\\').replaceAll('`', '\\`');
  return `${before}${text}${after}`;
};

/**
 * Returns texts and names on the page that come from no catalog. Data and what `Intl` writes are marked as such in the
 * page. A text of the catalog may have several elements, between its marks.
 */
const untranslated = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isData = 'bdi, code, kbd, time, textarea, [translate=no], script, style';
    const isText = (text: string) =>
      /\p{L}{3}/u.test(text) && !/^(?:[A-Z]{3}\s[\d.,]+|WhatsApp|SMS|API|Recado)$/.test(text.trim());
    const found: string[] = [];
    let open = 0;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      let outside = '';
      for (const letter of node.textContent ?? '') {
        if (letter === '⟦') open += 1;
        else if (letter === '⟧') open -= 1;
        else if (open === 0) outside += letter;
      }
      if (isText(outside) && !node.parentElement?.closest(isData)) found.push(outside);
    }
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      for (const element of document.querySelectorAll(`[${name}]`)) {
        const value = element.getAttribute(name) ?? '';
        if (isText(value) && !value.includes('⟦') && !element.closest(isData)) found.push(`${name}: ${value}`);
      }
    return found;
  });
