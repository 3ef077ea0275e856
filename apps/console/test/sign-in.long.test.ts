import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, Request } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openTab } from './support/browser.ts';
import { askAsPage, openSecondTab, useConsole } from './support/console.ts';
import { password } from './support/started-recado.ts';
import { slownessOf } from './support/vitals.ts';

const email = 'ana@example.com';

/** From the sixth wrong password on, each answer waits twice as long: 50 ms, 100, 200, 400, and 800 for the tenth. */
const tenthWaitsMs = 800;

describe.skipIf(skipsBrowser)('signing in', () => {
  const started = useConsole();

  test('answers a wrong password and an unknown person alike, and makes the tenth guess wait', async () => {
    await using visitor = await openTab(started.browser, started.recado.url);
    const { page } = visitor;
    await page.goto('/sign-in');
    const wrong: Guess[] = [];
    const unknown: Guess[] = [];
    // In turns, because other work slows both down.
    for (let turn = 0; turn < 10; turn += 1) {
      wrong.push(await guess(page, email));
      unknown.push(await guess(page, 'nobody@example.com'));
    }
    expect(new Set([...wrong, ...unknown].map(({ answer }) => answer)).size).toBe(1);
    expect(wrong[0]?.answer).toContain('wrong_credentials');
    const fastest = (guesses: Guess[]) => Math.min(...guesses.map(({ ms }) => ms));
    // A password takes 30 ms to check. An answer without that would take a few.
    expect(fastest(unknown) / fastest(wrong)).toBeGreaterThan(0.4);
    expect(fastest(unknown) / fastest(wrong)).toBeLessThan(2.5);
    for (const guesses of [wrong, unknown]) {
      expect(guesses.at(-1)?.ms).toBeGreaterThanOrEqual(tenthWaitsMs);
      // However slow the machine is, the first ones did not wait.
      expect((guesses.at(-1)?.ms ?? 0) - fastest(guesses)).toBeGreaterThan(tenthWaitsMs / 2);
    }
    // The right password works all the same, after it has waited.
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill('one more guess');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The e-mail address or the password is wrong').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  });

  test('sets a cookie that no script, no other site and no request without the header can use', async () => {
    const { context, page } = started.tab;
    const [cookie, ...others] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(others).toEqual([]);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const bare = (method: string) =>
      page.evaluate(async (verb) => (await fetch('/v1/session', { method: verb })).status, method);
    expect(await bare('GET')).toBe(200);
    expect(await bare('DELETE')).toBe(403);

    await using site = await serveForm(`${started.recado.url}/v1/session`);
    const foreign = await context.newPage();
    const [answer] = await Promise.all([foreign.waitForResponse(/\/v1\/session$/), foreign.goto(site.url)]);
    expect(answer.status()).toBe(403);
    expect(await bare('GET')).toBe(200);
    await foreign.close();
  });

  test('elsewhere can end a session: its stream ends, and it keeps a half-written form until the next sign-in', async () => {
    const draft = { name: 'Returns', template: 'promotion', language: 'pt_BR', send_at: inAnHour() };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', {
      ...draft,
      consent: { source: 'store', evidence: 'form of 2026' },
    });
    await started.recado.call('POST', `/campaigns/${id}/recipients`, 'phone,discount\n+5511987200000,5%\n');
    await started.recado.call('POST', `/campaigns/${id}/launch`, {});

    await using elsewhere = await openTab(started.browser, started.recado.url);
    await elsewhere.page.goto('/sign-in');
    expect((await askAsPage(elsewhere.page, 'POST', '/session', { email, password })).status).toBe(200);
    await elsewhere.page.goto('/profile');
    const ends = elsewhere.page.getByRole('button', { name: 'End', exact: true });
    await ends.first().waitFor();

    await using other = await openSecondTab(started);
    const { page } = other;
    const ended = new Promise<number>((resolve) => {
      const note = (request: Request) => request.url().endsWith('/stream') && resolve(performance.now());
      page.on('requestfinished', note).on('requestfailed', note);
    });
    const [stream] = await Promise.all([page.waitForRequest(/\/stream$/), page.goto(`/campaigns/${id}/progress`)]);
    expect((await stream.response())?.status()).toBe(200);
    await page.getByRole('button', { name: 'Cancel campaign…' }).click();
    const field = page.getByLabel('Name of the campaign');
    await field.fill('Retu');

    const soonMs = 4_000 * (await slownessOf(page));
    // The newest session is the first one, and "this browser" has no button.
    for (let left = await ends.count(); left > 0; left -= 1) {
      await ends.first().click();
      await expect.poll(() => ends.count()).toBe(left - 1);
    }
    const at = performance.now();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor({ timeout: soonMs });
    expect((await ended) - at).toBeLessThan(soonMs);
    await dialog.getByLabel('Password').fill(password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('Retu');
    await field.fill('Returns');
    await page.getByRole('button', { name: 'Cancel the campaign' }).click();
    await page.getByText('Canceled').first().waitFor();
  });
});

type Guess = { ms: number; answer: string };

const guess = async (page: Page, account: string): Promise<Guess> => {
  const began = performance.now();
  const { status, body } = await askAsPage(page, 'POST', '/session', { email: account, password: 'a wrong guess' });
  const { instance: _instance, ...problem } = body as Record<string, unknown>;
  return { ms: performance.now() - began, answer: JSON.stringify({ status, problem }) };
};

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** Another site: its page sends a form to the address as soon as it is opened. Its script cannot set headers there. */
const serveForm = async (action: string) => {
  const html = `<form method="post" action="${action}"><input name="email" value="${email}"></form><script>document.forms[0].submit()</script>`;
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
