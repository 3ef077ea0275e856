import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { chromiumPath, patienceMs } from '@recado/testing';
import { chromium, type Browser, type Page, type Request } from 'playwright-core';
import { expect } from 'vitest';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The limit of each action and navigation of a page. */
const actionMs = 3 * patienceMs;

/** Chromium without a window. As root it has no sandbox, and the tests load only pages of their own. */
export const openChromium = (): Promise<Browser> => {
  if (!chromiumPath) throw new Error('There is no Chromium. Install the Debian package chromium, or set CHROMIUM_PATH');
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'], timeout: actionMs });
};

type Look = { width?: number; colorScheme?: 'light' | 'dark'; locale?: string };

/** Faults that no page may have. */
export type Faults = string[];

/** A tab that notes violations of the policy, errors of scripts, and requests to other hosts. */
export const openTab = async (browser: Browser, baseURL: string, look: Look = {}) => {
  const { width = 1280, colorScheme = 'light', locale = 'en-US' } = look;
  const context = await browser.newContext({ baseURL, viewport: { width, height: 900 }, colorScheme, locale });
  context.setDefaultTimeout(actionMs);
  const page = await context.newPage();
  const faults: Faults = [];
  await page.exposeFunction('noteViolation', (what: string) => faults.push(`policy: ${what}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const note = (globalThis as unknown as { noteViolation: (what: string) => void }).noteViolation;
      note(`${violatedDirective} ${blockedURI}`);
    });
  });
  const pending = new Set<Request>();
  pendingRequests.set(page, pending);
  page.on('request', (request) => !request.url().endsWith('/stream') && pending.add(request));
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('requestfailed', (request) => pending.delete(request));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL) && !request.url().startsWith('data:')) faults.push(`host: ${request.url()}`);
  });
  return { context, page, faults, [Symbol.asyncDispose]: () => context.close() };
};

const pendingRequests = new WeakMap<Page, Set<Request>>();

/** Waits until the page shows its data: it has a title, loads nothing, and asks the API for nothing. */
export const waitUntilLoaded = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const loading = page.locator('[role=status]', { hasText: 'Loading' });
  let looks = 0;
  // A part of the page that has just been drawn may ask a moment later.
  const isQuiet = async () => {
    const count = (await loading.count()) + (pendingRequests.get(page)?.size ?? 0);
    looks = count === 0 ? looks + 1 : 0;
    return looks;
  };
  await expect.poll(isQuiet, { interval: 60 }).toBeGreaterThan(2);
};

type Axe = {
  run: (
    context: object,
    options: object,
  ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
};

/**
 * Checks what holds for every page: axe-core finds nothing, and nothing has to be scrolled sideways. Where a page was
 * checked in the other mode at the same width, the contrast of its colors is enough.
 */
export const expectGoodPage = async (page: Page, name: string, rules: 'all' | 'colors' = 'all'): Promise<void> => {
  await waitUntilLoaded(page);
  // The policy forbids scripts in the page, so axe-core runs in the world of the debugger.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(async (some) => {
    const { axe: checker } = globalThis as unknown as { axe: Axe };
    // React Aria names a button there that may be gone a moment later.
    const found = await checker.run(
      { exclude: ['[data-live-announcer]'] },
      { resultTypes: ['violations'], ...(some === 'colors' && { runOnly: ['color-contrast'] }) },
    );
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  }, rules);
  expect(violations, name).toEqual([]);
  await expectNoSideways(page, name);
};

export const expectNoSideways = async (page: Page, name: string): Promise<void> => {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
};
