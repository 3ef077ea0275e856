import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { waitUntilLoaded } from './support/browser.ts';
import { useConsole } from './support/console.ts';

const file = Buffer.from('phone,discount\n+5511987010001,5%\n+5511987010002,5%\n');

/** The request that sends the file. */
const upload = /\/recipients(?:\?|$)/;

/** Ways to another page. */
const ways: [way: string, leave: (page: Page) => Promise<unknown>, address: RegExp][] = [
  ['a link', (page) => page.getByRole('navigation', { name: 'Pages' }).getByText('Campaigns').click(), /\/campaigns$/],
  [
    'another step',
    (page) =>
      page
        .getByRole('main')
        .getByRole('link', { name: /Message/ })
        .click(),
    /\/message$/,
  ],
  ['the button to go back', (page) => page.evaluate(() => history.back()), /\/message$/],
];

describe.skipIf(skipsBrowser)('leaving while a file is sent', () => {
  const started = useConsole();
  const question = () => started.tab.page.getByRole('dialog', { name: 'Leave while the file is sent?' });

  /** Comes from the step before, which the button to go back then opens. */
  const openPeople = async (id: string) => {
    const { page } = started.tab;
    await page.goto(`/campaigns/${id}/message`);
    await waitUntilLoaded(page);
    await page.getByRole('main').getByRole('link', { name: 'People' }).click();
    await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: file });
  };

  /** Begins an import whose answer waits until `answer` is called. */
  const beginUpload = async () => {
    const { page } = started.tab;
    const draft = { name: 'Upload', template: 'promotion', language: 'pt_BR' };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', draft);
    const { promise: wanted, resolve: answer } = Promise.withResolvers<void>();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.route(upload, async (route) => {
      await wanted;
      await route.fallback().catch(() => undefined);
    });
    await openPeople(id);
    const begin = async () => {
      const sent = page.waitForRequest(upload);
      await page.getByRole('button', { name: /^Take in all/ }).click();
      return sent;
    };
    const people = async () => (await started.recado.call<Campaign>('GET', `/campaigns/${id}`)).recipients;
    return { id, begin, answer, people };
  };

  test.each(ways)('by %s asks: one can stay, and the file is taken in, or leave', async (_way, leave, address) => {
    const { page } = started.tab;
    const { id, begin, answer, people } = await beginUpload();
    await begin();
    const here = page.url();
    expect(here).toContain(`/campaigns/${id}/people`);
    await leave(page);
    await question().waitFor();
    await page.getByRole('button', { name: 'Stay on this page' }).click();
    await question().waitFor({ state: 'detached' });
    await expect.poll(() => page.url()).toBe(here);
    await leave(page);
    const canceled = page.waitForEvent('requestfailed', (request) => upload.test(request.url()));
    await page.getByRole('button', { name: 'Leave and cancel the import' }).click();
    await canceled;
    await page.waitForURL(address);
    await waitUntilLoaded(page);
    answer();
    expect(await people()).toBe(0);
    expect(started.tab.faults).toEqual([]);
  });

  test.each(ways)(
    'by %s asks no more once the file was taken in, and the page and its address stay',
    async (_way, leave, address) => {
      const { page } = started.tab;
      const { begin, answer, people } = await beginUpload();
      await begin();
      const here = page.url();
      await leave(page);
      await question().waitFor();
      answer();
      await page.getByText('2 people were added').waitFor();
      await question().waitFor({ state: 'detached' });
      await expect.poll(() => page.url()).toBe(here);
      expect(await people()).toBe(2);
      await leave(page);
      await page.waitForURL(address);
      expect(await question().count()).toBe(0);
    },
  );

  test.each(ways)('by %s does not ask before the upload, nor after it failed', async (_way, leave, address) => {
    const { page } = started.tab;
    const { id, begin } = await beginUpload();
    await page.getByRole('button', { name: /^Take in all/ }).waitFor();
    await leave(page);
    await page.waitForURL(address);
    await openPeople(id);
    await page.route(upload, (route) => route.abort());
    await begin();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await leave(page);
    await page.waitForURL(address);
    expect(await question().count()).toBe(0);
  });

  test('by closing the tab makes the browser ask, only during the upload', async () => {
    const { page } = started.tab;
    const { begin, answer } = await beginUpload();
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.getByRole('button', { name: /^Take in all/ }).waitFor();
    await page.reload();
    expect(asked).toEqual([]);
    await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: file });
    await begin();
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
    answer();
  });
});
