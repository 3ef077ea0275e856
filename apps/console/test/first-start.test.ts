import { skipsBrowser } from '@recado/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectGoodPage, openChromium, openTab } from './support/browser.ts';
import { acceptInvite, password, startRecado, type StartedRecado } from './support/started-recado.ts';

describe.skipIf(skipsBrowser)('a first start', { timeout: 60_000 }, () => {
  let recado: StartedRecado;
  let browser: Browser;
  let tab: Awaited<ReturnType<typeof openTab>>;

  beforeAll(async () => {
    [recado, browser] = await Promise.all([startRecado(), openChromium()]);
    tab = await openTab(browser, recado.url);
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await recado?.[Symbol.asyncDispose]();
  });

  test('the one-time link makes the administrator, and its token is in no log', async () => {
    const { page } = tab;
    await page.goto(recado.invite);
    await page.getByLabel('E-mail address').fill('ana@example.com');
    expect(new URL(page.url()).hash).toBe('');
    await page.getByLabel('Your name').fill('Ana Souza');
    await page.getByLabel('Password').fill(password);
    await expectGoodPage(page, 'invite');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: 'Hello, Ana Souza' }).waitFor();
    await page.getByText('Put your prices').waitFor();
    await expectGoodPage(page, 'home');
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
    const token = new URL(recado.invite).hash.slice(1);
    expect(recado.output().split(token)).toHaveLength(2);
    await page.getByText('There is no campaign yet').waitFor();
    await expectGoodPage(page, 'no campaigns');
  });

  test('the link works once', async () => {
    await using other = await openTab(browser, recado.url);
    await other.page.goto(recado.invite);
    await acceptInvite(other.page, 'Eve');
    expect(await other.page.getByRole('alert').textContent()).not.toBe('');
  });

  test('no script can read the session', async () => {
    expect(await tab.page.evaluate(() => document.cookie)).toBe('');
  });

  test('an ended session keeps what was typed, and goes on after the sign-in', async () => {
    const { page } = tab;
    await page.goto('/campaigns/new');
    await page.getByLabel('Name of the campaign').fill('Half written');
    await page.evaluate(() => fetch('/v1/session', { method: 'DELETE', headers: { 'X-Recado-Console': '1' } }));
    await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Save and go on' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Password').fill('a wrong password');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByText('The e-mail address or the password is wrong').waitFor();
    await dialog.getByLabel('Password').fill(password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name of the campaign').inputValue()).toBe('Half written');
  });

  test('another language changes the page', async () => {
    const { page } = tab;
    await page.goto('/campaigns');
    await page.getByLabel('Language').selectOption('pt-BR');
    await page.getByRole('heading', { name: 'Campanhas' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('pt-BR');
    await page.getByLabel('Idioma').selectOption('en');
  });

  test('no page broke the policy or asked another host', () => expect(tab.faults).toEqual([]));
});
