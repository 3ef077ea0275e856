import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectGoodPage, openChromium, openTab } from './support/browser.ts';
import { startRecado, type StartedRecado } from './support/started-recado.ts';

const password = 'three quiet green horses';
const people = 40;

/** A file as shops have it: a semicolon, a name in Portuguese, and a row that is wrong. */
const file = [
  'telefone;discount',
  ...Array.from({ length: people }, (_, person) => `+55119870${10_000 + person};${10 + (person % 20)}%`),
  'nobody;5%',
].join('\n');

describe.skipIf(skipsBrowser)('a campaign from the file to the results', { timeout: 60_000 }, () => {
  let recado: StartedRecado;
  let browser: Browser;
  let tab: Awaited<ReturnType<typeof openTab>>;

  beforeAll(async () => {
    [recado, browser] = await Promise.all([startRecado(), openChromium()]);
    tab = await openTab(browser, recado.url);
    const { page } = tab;
    await page.goto(recado.invite);
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await page.getByLabel('Your name').fill('Ana Souza');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await recado?.[Symbol.asyncDispose]();
  });

  test('the draft begins with a template', async () => {
    const { page } = tab;
    await page.getByRole('link', { name: 'New campaign' }).click();
    await page.getByLabel('Name of the campaign').fill('Black Friday');
    await page.getByRole('radio', { name: 'promotion pt_BR' }).check();
    await expectGoodPage(page, 'new campaign');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.waitForURL(/\/people$/);
  });

  test('a file is taken in, and the wrong row is named', async () => {
    const { page } = tab;
    const buffer = Buffer.from(file);
    await page.locator('input[type=file]').setInputFiles({ name: 'clientes.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: /^Take / }).click();
    await page.getByText(`${people} people were added`).waitFor();
    await page.getByText(`line ${people + 2}`).waitFor();
    await expectGoodPage(page, 'people');
    await page.getByRole('link', { name: 'Go on' }).click();
  });

  test('hours, limits and consent have pages of their own', async () => {
    const { page } = tab;
    await page.waitForURL(/\/when$/);
    await page.getByLabel('Budget').fill('10');
    await expectGoodPage(page, 'when');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.waitForURL(/\/consent$/);
    await page.getByRole('radio', { name: /I state/ }).check();
    await page.getByLabel('Where they agreed').fill('shop');
    await page.getByLabel('What proves it').fill('form of 2026');
    await expectGoodPage(page, 'consent');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.waitForURL(/\/review$/);
  });

  test('the review shows a text as it will be sent, and no whole number', async () => {
    const { page } = tab;
    await page.getByText(`${people} of ${people} people get it`).waitFor();
    await page.getByLabel('Line of the file').fill('3');
    await page.getByText('11% de desconto').waitFor();
    await expectGoodPage(page, 'review');
    expect(await page.content()).not.toMatch(/5511987\d/);
  });

  test('a wrong number launches nothing, and the right one launches once', async () => {
    const { page } = tab;
    const field = page.getByLabel(/type the number of people/);
    const send = page.getByRole('button', { name: `Send to ${people} people` });
    await field.fill(String(people - 1));
    expect(await send.isDisabled()).toBe(true);
    await field.fill(String(people));
    await send.dblclick();
    await page.waitForURL(/\/progress$/);
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    const { events = [] } = await recado.call<Campaign>('GET', `/campaigns/${id}`);
    expect(events.filter(({ type }) => type === 'launched')).toHaveLength(1);
  });

  test('the progress goes on by itself to the end', async () => {
    const { page } = tab;
    await page.getByText('Completed').first().waitFor({ timeout: 30_000 });
    await page.getByText(`${people} of ${people} · 100%`).waitFor();
    await expectGoodPage(page, 'progress');
    await page.getByRole('link', { name: 'Results' }).click();
    await page.getByText('sent, of all people').waitFor();
    await expectGoodPage(page, 'results');
  });

  test.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'dark'],
  ] as const)('every page fits %i pixels in the %s', async (width, colorScheme) => {
    const { page } = tab;
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    for (const path of ['/campaigns', '/campaigns/new', '/profile', new URL(page.url()).pathname]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectGoodPage(page, `${path} ${width} ${colorScheme}`);
    }
  });

  test('no page broke the policy or asked another host', () => expect(tab.faults).toEqual([]));
});
