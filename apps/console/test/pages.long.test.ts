import { setTimeout as sleep } from 'node:timers/promises';
import { Role, type AuditPage, type Scope, type Session } from '@recado/contract';
import { screenshotsFolder, skipsBrowser } from '@recado/testing';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectGoodPage, expectNoSideways, openTab, waitUntilLoaded } from './support/browser.ts';
import { expectFocusIsKept, openByKeys, openings } from './support/dialogs.ts';
import { askAsPage, openTabOf, useConsole, type Tab } from './support/console.ts';
import { findNumbers, noteBodies, readDownloads, readPlaces } from './support/numbers.ts';
import { fillRecado, openPages, pagesOf, phones, type Made } from './support/pages.ts';
import { markTexts, untranslated } from './support/pseudo-locale.ts';
import { findTabFaults } from './support/tab-order.ts';
import { findBadTargets, listActions } from './support/targets.ts';
import { budget, readVitals, watchVitals } from './support/vitals.ts';

describe.skipIf(skipsBrowser)('every page', () => {
  let made: Made;
  let rui: Tab;
  const started = useConsole({
    prepare: async (used) => {
      // With every grant, so that pages show all that they can.
      [rui, made] = await Promise.all([
        openTabOf(used, 'Rui', 'admin', ['reveal', 'whole_export', 'erase']),
        fillRecado(used.recado),
      ]);
    },
  });

  /** The name of a picture. It is the same in each run. */
  const nameOf = (path: string): string => {
    const named = Object.entries(made).reduce((text, [name, id]) => text.replace(id, name), path);
    return named.replaceAll(/\W+/g, '-').replace(/^-/, '') || 'home';
  };

  type Visit = { page: Page; path: string; bodies: ReturnType<typeof noteBodies> };

  /** Opens each page in the tab of the member, or in one without a session if the page is for those. */
  const visit = async (look: (visit: Visit) => Promise<void>, hasMarks = false): Promise<void> => {
    await using visitor = await openTab(started.browser, started.recado.url);
    await using member = await openTab(started.browser, started.recado.url);
    await member.context.addCookies(await rui.context.cookies());
    await Promise.all([member, visitor].map(({ page }) => page.addInitScript(watchVitals)));
    const [bodiesOfMember, bodiesOfVisitor] = [noteBodies(member.page), noteBodies(visitor.page)];
    const visits = [
      ...pagesOf(made).map((path) => ({ page: member.page, path, bodies: bodiesOfMember })),
      ...Object.values(openPages).map((path) => ({ page: visitor.page, path, bodies: bodiesOfVisitor })),
    ];
    for (const { page, path, bodies } of visits) {
      if (hasMarks) await page.route(/\/assets\/en-[^/]+\.js$/, markTexts);
      await page.goto(path);
      await waitUntilLoaded(page);
      await look({ page, path, bodies });
      await page.unrouteAll();
    }
    expect([...visitor.faults, ...member.faults]).toEqual([]);
  };

  test('has all its texts in the catalogs, does not move while it loads, has no number in any place nor in a file that it offers, and can be walked by the key Tab', async ({
    annotate,
  }) => {
    const found: Record<string, string[]> = {};
    const moves: Record<string, number> = {};
    let read = 0;
    await visit(async ({ page, path, bodies }) => {
      const texts = await untranslated(page);
      if (texts.length > 0) found[path] = texts;
      moves[path] = (await readVitals(page)).cls;
      // An answer that takes seconds on a busy machine makes a page move.
      for (let more = 0; more < 2 && moves[path] > budget.cls; more += 1) {
        await page.reload();
        await waitUntilLoaded(page);
        moves[path] = Math.min(moves[path], (await readVitals(page)).cls);
      }
      const places = { ...(await readPlaces(page)), ...(await readDownloads(page)), ...(await bodies.read()) };
      for (const [place, text] of Object.entries(places)) {
        const numbers = findNumbers(text, phones);
        read += text.length;
        if (numbers.length > 0) found[`${path} ${place}`] = numbers;
      }
      const faults = await findTabFaults(page);
      if (faults.length > 0) found[`${path} by Tab`] = faults;
    }, true);
    expect(found).toEqual({});
    expect(read).toBeGreaterThan(100_000);
    await annotate(JSON.stringify(moves));
    expect(Object.entries(moves).filter(([, cls]) => cls > budget.cls)).toEqual([]);
  });

  test.each(Role.options)(
    'is open to the role %s, or says who may open it, and the API refuses by itself',
    async (role) => {
      await using member = await openTabOf(started, role, role);
      const { page } = member;
      const session = await askAsPage(page, 'GET', '/session');
      const { scopes } = (session.body as Session).user;
      const may = (scope: Scope) => scopes.includes(scope) || scopes.includes('admin');
      const isForbidden = (path: string) => {
        const scope = scopeFor(path, made);
        return scope !== undefined && !may(scope);
      };
      const shown: string[] = [];
      await page.goto('/');
      for (const path of new Set(pagesOf(made).map((address) => address.replace(/\?.*/, '')))) {
        // As by a link: the other tests load each page anew.
        await page.evaluate((address) => history.pushState(null, '', address), path);
        await waitUntilLoaded(page);
        const who = await page
          .getByText(/^Only [a-z, ]+ and administrators .* An administrator can give you that role\.$/)
          .count();
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
        expect([path, answer.status === 403]).toEqual([path, !may(scope)]);
      }
      expect(member.faults).toEqual([]);
    },
  );

  test('is good in both modes, on a screen, on a phone and enlarged, and does the same on all of them', async () => {
    const bad: Record<string, string[]> = {};
    await visit(async ({ page, path }) => {
      let actions: string[] | undefined;
      for (const { width, colorScheme, axe } of looks) {
        const name = `${path} ${width} ${colorScheme}`;
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        if (axe) await expectGoodPage(page, name, axe);
        else await expectNoSideways(page, name);
        const targets = await findBadTargets(page);
        const shown = await listActions(page);
        actions ??= shown;
        const missing = actions.filter((action) => !shown.includes(action)).map((action) => `${action}: missing`);
        if (targets.length + missing.length > 0) bad[name] = [...targets, ...missing];
        if (screenshotsFolder) await shoot(page, `${nameOf(path)}-${width}-${colorScheme}`);
      }
    });
    expect(bad).toEqual({});
  });

  test('and each dialog is good in both modes and at both widths, keeps the focus, and has all its texts', async () => {
    const { page } = rui;
    for (const [name, opening] of Object.entries(openings(made))) {
      await page.route(/\/assets\/en-[^/]+\.js$/, markTexts);
      const opener = await openByKeys(page, opening);
      expect(await untranslated(page), name).toEqual([]);
      for (const { width, colorScheme, axe } of looks) {
        if (!axe) continue;
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expectGoodPage(page, `${name} ${width} ${colorScheme}`, axe);
      }
      if (screenshotsFolder) await shoot(page, `dialog ${name}`.replaceAll(' ', '-'));
      if (opening.isDialog !== false) await expectFocusIsKept(page, opener, name);
      await page.unrouteAll();
    }
  });

  test('shows one number to who has the grant, for half a minute, at most sixty in an hour', async () => {
    const { page } = rui;
    const wholeNumbers = async () => {
      const text = Object.values(await readPlaces(page)).join('\n');
      return phones.filter((number) => text.includes(number.slice(1)));
    };
    await page.clock.install();
    await page.goto(`/campaigns/${made.ended}/people`);
    await waitUntilLoaded(page);
    const row = page.getByRole('row').nth(2);
    await row.getByRole('button', { name: 'Show the whole number' }).click();
    await row.getByRole('button', { name: 'Hide the number' }).waitFor();
    expect(await wholeNumbers()).toHaveLength(1);
    const { data } = await started.recado.call<AuditPage>('GET', '/audit?action=number.revealed');
    expect(data).toMatchObject([
      { actor: { name: 'Rui' }, object: expect.stringMatching(/^campaigns\/.*\/recipients\//) },
    ]);
    await page.clock.runFor(29_000);
    expect(await wholeNumbers()).toHaveLength(1);
    await page.clock.runFor(2_000);
    await row.getByRole('button', { name: 'Show the whole number' }).waitFor();
    expect(await wholeNumbers()).toEqual([]);
    // A person may ask only so much in a second.
    const ask = () => askAsPage(page, 'POST', '/reveals', { object: data[0]?.object });
    for (let asked = 0; asked < 59; asked += 1) while ((await ask()).status === 429) await sleep(100);
    await row.getByRole('button', { name: 'Show the whole number' }).click();
    await row.getByRole('alert').waitFor();
    expect(await wholeNumbers()).toEqual([]);
    const all = await started.recado.call<AuditPage>('GET', '/audit?action=number.revealed&limit=100');
    expect(all.data).toHaveLength(60);
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

/** A screen of 1280 pixels that is enlarged to 200 % has 640, and one that is enlarged to 400 % has 320. */
const looks = [
  { width: 1280, colorScheme: 'light', axe: 'all' },
  { width: 1280, colorScheme: 'dark', axe: 'colors' },
  { width: 640, colorScheme: 'light', axe: undefined },
  { width: 390, colorScheme: 'dark', axe: 'all' },
  { width: 390, colorScheme: 'light', axe: 'colors' },
  { width: 320, colorScheme: 'light', axe: undefined },
] as const;

const shoot = async (page: Page, name: string): Promise<void> => {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  // The bar of a phone is at the end of the page, and not in its middle.
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, whole) });
  await page.screenshot({ path: join(screenshotsFolder ?? '', `${name}.png`) });
  await page.setViewportSize({ width, height });
};
