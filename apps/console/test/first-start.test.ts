import type { Session } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { describe, expect, test } from 'vitest';
import { expectGoodPage, openTab } from './support/browser.ts';
import { askAsPage, openSecondTab, useConsole } from './support/console.ts';
import { acceptInvite, password } from './support/started-recado.ts';

describe.skipIf(skipsBrowser)('a first start', () => {
  const started = useConsole({ hasAdmin: false });

  test('the one-time link makes the administrator, and its token is in no log', async () => {
    const { page } = started.tab;
    await page.goto(started.recado.invite);
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
    const token = new URL(started.recado.invite).hash.slice(1);
    expect(started.recado.output().split(token)).toHaveLength(2);
    await page.getByText('There is no campaign yet').waitFor();
    await expectGoodPage(page, 'no campaigns');
  });

  test('the link works once', async () => {
    await using other = await openTab(started.browser, started.recado.url);
    await other.page.goto(started.recado.invite);
    await acceptInvite(other.page, 'Eve');
    expect(await other.page.getByRole('alert').textContent()).not.toBe('');
  });

  test('no script can read the session', async () => {
    expect(await started.tab.page.evaluate(() => document.cookie)).toBe('');
  });

  test('an ended session keeps what was typed, and goes on after the sign-in', async () => {
    const { page } = started.tab;
    await page.goto('/campaigns/new');
    await page.getByLabel('Name of the campaign').fill('Half written');
    await page.getByRole('radio').first().check();
    await askAsPage(page, 'DELETE', '/session');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    expect(await dialog.count()).toBe(0);
    await page.getByLabel('Name of the campaign').fill('Half written!');
    await dialog.waitFor();
    await dialog.getByLabel('Password').fill('a wrong password');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByText('The e-mail address or the password is wrong').waitFor();
    await dialog.getByLabel('Password').fill(password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name of the campaign').inputValue()).toBe('Half written!');
    expect(await page.getByRole('radio').first().isChecked()).toBe(true);
  });

  test('who has no session signs in, and comes to the page that was wanted; signing out leads back there', async () => {
    await using other = await openTab(started.browser, started.recado.url, { locale: 'pt-BR' });
    const { page } = other;
    await page.goto('/');
    await page.getByRole('heading', { name: 'Entrar' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.goto('/campaigns?status=paused');
    const enter = page.getByRole('button', { name: 'Entrar' });
    await enter.click();
    await expect.poll(() => page.getByText('Isto falta. Preencha.').count()).toBe(2);
    await page.getByLabel('E-mail').fill('ana@example.com');
    await page.getByLabel('Senha').fill(password);
    // One click, although the sentences below the fields go at its beginning.
    await enter.click();
    await page.getByRole('heading', { name: 'Campanhas' }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=paused');
    await page.goto('/profile');
    await page.getByRole('button', { name: 'Sair' }).click();
    await page.getByRole('heading', { name: 'Entrar' }).waitFor();
    expect(other.faults).toEqual([]);
  });

  test('another language changes the page', async () => {
    const { page } = started.tab;
    await page.goto('/campaigns');
    await page.getByLabel('Language').selectOption('pt-BR');
    await page.getByRole('heading', { name: 'Campanhas' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('pt-BR');
    const language = async () => ((await askAsPage(page, 'GET', '/session')).body as Session).user.locale;
    await expect.poll(language).toBe('pt-BR');
    await page.getByLabel('Idioma').selectOption('en');
    await expect.poll(language).toBe('en');
  });

  test('a page whose script cannot be loaded says so within the frame', async () => {
    await using other = await openSecondTab(started, undefined, { locale: 'es' });
    const { page } = other;
    await page.goto('/campaigns');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.route('**/assets/**', (route) => route.abort());
    await page.getByRole('navigation').getByRole('link').nth(2).click();
    await page
      .getByRole('main')
      .getByRole('button', { name: /Reload|Recargar/ })
      .waitFor();
    expect(await page.getByRole('navigation').getByRole('link').count()).toBe(4);
    await page.keyboard.press('Control+k');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Reload|Recargar/ })
      .waitFor();
  });

  test('a device whose clock is days ahead shows the figures of today', async () => {
    await using other = await openSecondTab(started);
    await other.page.clock.setFixedTime(new Date(Date.now() + 3 * 86_400_000));
    await other.page.goto('/');
    await other.page.getByText('counted until').waitFor();
    await other.page.getByText('No message was sent in the last 24 hours').waitFor();
    expect(await other.page.getByRole('main').getByRole('alert').count()).toBe(0);
  });

  test('a link to a page that a draft does not have leads to one that it has', async () => {
    const { page } = started.tab;
    const draft = { name: 'Returns', template: 'promotion', language: 'pt_BR' };
    const { id } = await started.recado.call<{ id: string }>('POST', '/campaigns', draft);
    await page.goto(`/campaigns/${id}/results`);
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/campaigns/${id}/people`);
  });

  test('no page broke the policy or asked another host', () => expect(started.tab.faults).toEqual([]));
});
