import { skipsBrowser } from '@recado/testing';
import { describe, expect, test } from 'vitest';
import { expectGoodPage, openTab } from './support/browser.ts';
import { askAsPage, useConsole } from './support/console.ts';
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

  test('another language changes the page', async () => {
    const { page } = started.tab;
    await page.goto('/campaigns');
    await page.getByLabel('Language').selectOption('pt-BR');
    await page.getByRole('heading', { name: 'Campanhas' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('pt-BR');
    await page.getByLabel('Idioma').selectOption('en');
  });

  test('who has no session signs in, and comes to the page that was wanted; signing out leads back there', async () => {
    await using other = await openTab(started.browser, started.recado.url);
    const { page } = other;
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.goto('/campaigns?status=paused');
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=paused');
    await page.goto('/profile');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(other.faults).toEqual([]);
  });

  test('no page broke the policy or asked another host', () => expect(started.tab.faults).toEqual([]));
});
