import { Role, type Scope, type Session } from '@recado/contract';
import { screenshotsFolder, skipsBrowser } from '@recado/testing';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectGoodPage, expectNoSideways, openTab, waitUntilLoaded } from './support/browser.ts';
import { askAsPage, openSecondTab, openTabOf, useConsole } from './support/console.ts';
import { fillRecado, openPages, pagesOf, type Made } from './support/pages.ts';

describe.skipIf(skipsBrowser)('every page', { timeout: 300_000 }, () => {
  let made: Made;
  const started = useConsole({
    prepare: async ({ recado }) => {
      made = await fillRecado(recado);
    },
  });

  /** The name of a picture. It is the same in each run. */
  const nameOf = (path: string): string => {
    const named = Object.entries(made).reduce((text, [name, id]) => text.replace(id, name), path);
    return named.replaceAll(/\W+/g, '-').replace(/^-/, '') || 'home';
  };

  type Visit = { page: Page; path: string };

  /** Opens each page in the tab of the administrator, or in one without a session if the page is for those. */
  const visit = async (look: (visit: Visit) => Promise<void>, hasMarks = false): Promise<void> => {
    await using visitor = await openTab(started.browser, started.recado.url);
    await using member = await openSecondTab(started);
    const visits = [
      ...pagesOf(made).map((path) => ({ page: member.page, path })),
      ...Object.values(openPages).map((path) => ({ page: visitor.page, path })),
    ];
    for (const { page, path } of visits) {
      if (hasMarks) await page.route(/\/assets\/en-[^/]+\.js$/, markTexts);
      await page.goto(path);
      await waitUntilLoaded(page);
      await look({ page, path });
      await page.unrouteAll();
    }
    expect([...visitor.faults, ...member.faults]).toEqual([]);
  };

  test('has all its texts in the catalogs', async () => {
    const found: Record<string, string[]> = {};
    await visit(async ({ page, path }) => {
      const texts = await untranslated(page);
      if (texts.length > 0) found[path] = texts;
    }, true);
    expect(found).toEqual({});
  });

  test.each(Role.options.filter((role) => role !== 'admin'))(
    'is open to the role %s, or says who may open it, and the API refuses by itself',
    async (role) => {
      await using member = await openTabOf(started, role, role);
      const { page } = member;
      const session = await askAsPage(page, 'GET', '/session');
      const { scopes } = (session.body as Session).user;
      const isForbidden = (path: string) => {
        const scope = scopeFor(path, made);
        return scope !== undefined && !scopes.includes(scope);
      };
      const shown: string[] = [];
      for (const path of new Set(pagesOf(made).map((address) => address.replace(/\?.*/, '')))) {
        await page.goto(path);
        await waitUntilLoaded(page);
        const who = await page.getByText(/^Only [a-z, ]+ and administrators /).count();
        expect([path, who]).toEqual([path, isForbidden(path) ? 1 : 0]);
        if (who === 0) shown.push(path);
        const links = await page
          .locator('a[href^="/"]')
          .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
        expect([path, links.filter(isForbidden)]).toEqual([path, []]);
      }
      expect(shown.length).toBeGreaterThan(5);
      for (const [scope, method, path, body] of requestsOf(made)) {
        const answer = await askAsPage(page, method, path, body);
        expect([path, answer.status === 403]).toEqual([path, !scopes.includes(scope)]);
      }
      expect(member.faults).toEqual([]);
    },
  );

  test('is good in both modes, on a screen and on a phone, and shows no whole number', async () => {
    await visit(async ({ page, path }) => {
      for (const { width, colorScheme, hasAxe } of looks) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        if (hasAxe) await expectGoodPage(page, `${path} ${width} ${colorScheme}`);
        else await expectNoSideways(page, `${path} ${width} ${colorScheme}`);
        if (screenshotsFolder) await shoot(page, `${nameOf(path)}-${width}-${colorScheme}`);
      }
      expect(await page.content(), path).not.toMatch(/5511(?:98701|9055)\d{4}/);
    });
  });
});

/** The scope that a page needs beside that of the shell. */
const scopeFor = (path: string, { draft }: Made): Scope | undefined => {
  if (path.startsWith('/operations')) return 'audit:read';
  const [, id = '', step = ''] = /^\/campaigns\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const changes = id === 'new' || (id === draft && ['message', 'people', 'when', 'consent'].includes(step));
  return changes ? 'campaigns:write' : undefined;
};

/** Requests that change nothing, because their body is not valid. */
const requestsOf = ({ draft }: Made): [scope: Scope, method: string, path: string, body?: object][] => [
  ['messages:read', 'GET', '/campaigns'],
  ['audit:read', 'GET', '/audit'],
  ['campaigns:write', 'POST', '/campaigns', {}],
  ['campaigns:write', 'POST', `/campaigns/${draft}/test`, {}],
  ['campaigns:launch', 'POST', `/campaigns/${draft}/launch`, { confirm_people: -1 }],
  ['senders:write', 'PUT', '/senders/store', { unknown: true }],
];

/** axe-core sees each mode and each width. At 320 pixels, a page is as on a screen that is enlarged four times. */
const looks = [
  { width: 1280, colorScheme: 'light', hasAxe: true },
  { width: 1280, colorScheme: 'dark', hasAxe: false },
  { width: 390, colorScheme: 'dark', hasAxe: true },
  { width: 390, colorScheme: 'light', hasAxe: false },
  { width: 320, colorScheme: 'light', hasAxe: false },
] as const;

const shoot = async (page: Page, name: string): Promise<void> => {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  // The bar of a phone is at the end of the page, and not in its middle.
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, whole) });
  await page.screenshot({ path: join(screenshotsFolder ?? '', `${name}.png`) });
  await page.setViewportSize({ width, height });
};

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
