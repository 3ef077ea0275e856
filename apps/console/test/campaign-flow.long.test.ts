import type { AuditPage, Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { expectGoodPage, waitUntilLoaded } from './support/browser.ts';
import { openTabOf, useConsole } from './support/console.ts';
import { ordinaryFiles } from './support/files.ts';
import { simulatedMessages } from './support/simulated-account.ts';
import { sum, waitWhileMoving, watchFigures, watchStream, type Seen } from './support/watched-campaign.ts';

const people = 2_000;
const areas = [11, 12, 13, 14, 15, 16, 17, 18, 19, 21];
const unreachable = areas.length;
/** One of them opted out before. */
const toSend = people - 1;
const ownNumber = '+5511987009999';
const optedOut = '+5511987010000';
const shown = (count: number): string => count.toLocaleString('en');

/** WhatsApp does not deliver to the last people, because of the last digits of their numbers. */
const numberOf = (person: number): string =>
  person < people - unreachable ? `+55119870${10_000 + person}` : `+55${areas[people - person - 1]}905563024`;

const wrongRows = ['nobody;5%', '+5511987;5%', ';7%'];

/** A file as shops have it: a semicolon, names in Portuguese, and rows that are wrong. */
const file = [
  'Número do celular;Desc. (%)',
  ...Array.from({ length: people }, (_, person) => `${numberOf(person)};${10 + (person % 20)}%`),
  ...wrongRows,
].join('\n');

describe.skipIf(skipsBrowser)('a campaign from the file to the results', () => {
  const started = useConsole({
    prepare: async ({ recado }) => {
      await recado.call('PUT', '/senders/store', { mps: 200 });
      await recado.call('PUT', '/settings', { test_numbers: [ownNumber] });
      await recado.call('POST', `/contacts/${encodeURIComponent(optedOut)}/opt-out`, {});
    },
  });

  test('the draft begins with a template', async () => {
    const { page } = started.tab;
    await page.getByRole('main').getByRole('link', { name: 'New campaign' }).first().click();
    await page.getByLabel('Name of the campaign').fill('Black Friday');
    await page.getByRole('radio', { name: 'promotion pt_BR' }).check();
    await expectGoodPage(page, 'new campaign');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.waitForURL(/\/people$/);
  });

  test.each(ordinaryFiles)(
    'a file with %s ends in one sentence that says what to do',
    async (kind, buffer, sentence) => {
      const { page } = started.tab;
      const name = kind === 'a workbook' ? 'a.xlsx' : 'a.csv';
      await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await page.getByText(sentence, { exact: true }).waitFor();
      await waitUntilLoaded(page);
      const said = await page.getByRole('main').locator('[role=alert], [role=status]').allTextContents();
      expect(said).toEqual([sentence]);
      expect(await page.getByRole('button', { name: /^Take in /, disabled: false }).count()).toBe(0);
      await page.getByRole('button', { name: 'Other file' }).click();
    },
  );

  test('a file is mapped, looked at again without another upload, and taken in at the second try', async () => {
    const { page } = started.tab;
    const buffer = Buffer.from(file, 'latin1');
    await page.locator('input[type=file]').setInputFiles({ name: 'clientes.csv', mimeType: 'text/csv', buffer });
    await page.getByText('The template needs').waitFor();
    await expectGoodPage(page, 'mapping');
    await page.getByLabel('Use of the column Desc. (%)').selectOption('Variable: discount');
    const rows = `${wrongRows.length} of the first ${shown(people + wrongRows.length)}`;
    await page.getByText(`Rows with mistakes: ${rows}`).waitFor();
    await page.getByText('10% de desconto').waitFor();
    await expectGoodPage(page, 'mapped');
    expect(await page.content()).not.toMatch(/119870\d/);
    const foreign = { status: 502, contentType: 'text/html', body: '<html>Bad gateway</html>' };
    await page.route('**/recipients?*', (route) => route.fulfill(foreign), { times: 1 });
    await page.getByRole('button', { name: /^Take in all/ }).click();
    await page.getByText('Another program answered instead of Recado').waitFor();
    await expectGoodPage(page, 'failed upload');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(`${shown(people)} people were added`).waitFor();
    await page.getByText('1 of them opted out and will get nothing').waitFor();
    await page.getByText(`${wrongRows.length} rows were rejected`).waitFor();
    await expectGoodPage(page, 'people');
    const lines = (await page.getByText(/^line \d+$/).allTextContents()).map((text) => Number(text.slice(5)));
    expect(lines).toEqual(wrongRows.map((_, row) => people + 2 + row));
    const link = page.getByRole('link', { name: 'All rejected rows (CSV)' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const [, ...rejected] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(rejected.map((row) => Number(row.split(',')[0]))).toEqual(lines);
    await page.reload();
    await page.getByText(`${wrongRows.length} rows were rejected`).waitFor();
    await page.getByRole('link', { name: 'All rejected rows (CSV)' }).waitFor();
    await page.getByRole('link', { name: 'Go on' }).click();
  });

  test('hours, limits and consent have pages of their own', async () => {
    const { page } = started.tab;
    await page.waitForURL(/\/when$/);
    await page.getByLabel('Budget').fill('1000');
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
    const { page } = started.tab;
    await page.getByText(`${shown(toSend)} of ${shown(people)} people get it`).waitFor();
    await page.getByText('1 does not:').waitFor();
    await page.getByLabel('Line of the file').fill('3');
    await page.getByText('11% de desconto').waitFor();
    await expectGoodPage(page, 'review');
    expect(await page.content()).not.toMatch(/5511987\d/);
  });

  test('a test to oneself arrives, by one button', async () => {
    const { page } = started.tab;
    const address = page.url();
    await page.goto('/profile');
    await page.getByLabel('Your own number, for tests').fill(ownNumber);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.goto(address);
    await page.getByRole('button', { name: 'Send to me +55119****9999' }).click();
    await page
      .getByText(/^(?:delivered|read)/)
      .first()
      .waitFor();
    expect((await simulatedMessages(started.recado)).map(({ to }) => to)).toEqual([`whatsapp:${ownNumber}`]);
  });

  test('the typed number launches it, and the figures add up to all people at every event', async ({ annotate }) => {
    const { page } = started.tab;
    const field = page.getByLabel(/type the number of people/);
    const send = page.getByRole('button', { name: `Send to ${shown(toSend)} people` });
    await field.fill(String(people));
    expect(await send.isDisabled()).toBe(true);
    await field.fill(String(toSend));
    await page.evaluate(watchFigures);
    await send.click();
    await page.waitForURL(/\/progress$/);
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    await page.evaluate(watchStream, id);
    await waitWhileMoving(page, people);
    await page.getByText(`${shown(people)} of ${shown(people)} · 100%`).waitFor();
    const { events, figures } = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
    await annotate(`${events.length} events, ${figures.length} states of the page`);
    expect(events.length).toBeGreaterThan(5);
    expect(events.at(-1)?.status).toBe('completed');
    expect(events.map(({ by_status: by }) => sum(Object.values(by)))).toEqual(events.map(() => people));
    expect(figures.length).toBeGreaterThan(5);
    expect(figures.map(sum)).toEqual(figures.map(() => people));
  });

  test('the results are those of the people', async () => {
    const { page } = started.tab;
    await expectGoodPage(page, 'progress');
    await page.getByText('Most were sent at').waitFor();
    await page.getByRole('button', { name: 'Show as table' }).click();
    await page.getByRole('region', { name: 'Figures of the chart' }).waitFor();
    await page.getByRole('link', { name: 'Results' }).click();
    const figureOf = async (label: string) => {
      const item = page.getByRole('listitem').filter({ hasText: label });
      return Number((await item.locator('span').first().textContent())?.replaceAll(',', ''));
    };
    const delivered = toSend - unreachable;
    await expect.poll(() => figureOf('delivered, of those sent')).toBe(delivered);
    expect(await figureOf('sent, of all people')).toBe(toSend);
    expect(await figureOf('failed, of all people')).toBe(unreachable);
    const received = new Set((await simulatedMessages(started.recado)).map(({ to }) => to.replace('whatsapp:', '')));
    const numbers = Array.from({ length: people }, (_, person) => numberOf(person));
    expect(numbers.filter((number) => !received.has(number))).toEqual([optedOut]);
    await expectGoodPage(page, 'results');
  });

  test('operations show what runs, and a paused sender is a notice until it is resumed', async () => {
    const { page } = started.tab;
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByText('1 worker · 1 API').waitFor();
    const row = page.getByRole('row', { name: /^store / });
    await row.getByRole('button', { name: 'Pause…' }).click();
    await expectGoodPage(page, 'pause a sender');
    await page.getByRole('button', { name: 'Pause the sender' }).click();
    await row.getByRole('button', { name: 'Resume' }).waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('The sender store is paused').waitFor();
    await page.getByRole('link', { name: 'Operations', exact: true }).first().click();
    await row.getByRole('button', { name: 'Resume' }).click();
    await row.getByRole('button', { name: 'Pause…' }).waitFor();
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('Ana Souza changed a sender').first().waitFor();
    await expectGoodPage(page, 'audit log');
  });

  test('failures are retried by a worker, also when the page is closed', async () => {
    const { page } = started.tab;
    const failing = { to: '+5511905530003', template: 'order_confirmation', variables: { order_id: '1' } };
    const failed = await started.recado.call<{ id: string }>('POST', '/messages', failing);
    const statusOf = async () =>
      (await started.recado.call<{ status: string }>('GET', `/messages/${failed.id}`)).status;
    await expect.poll(statusOf).toMatch(/failed|undelivered/);
    await page.goto('/operations/failures');
    await page.getByRole('button', { name: 'Retry 1 message' }).first().click();
    await page.getByText('Retries in the background').waitFor();
    await page.goto('about:blank');
    const retried = async () =>
      (await started.recado.call<{ data: { retried: number }[] }>('GET', '/bulk_retries')).data[0];
    await expect.poll(retried).toMatchObject({ retried: 1, done_at: expect.any(String) });
    await page.goto('/operations/failures');
    await page.getByText('1 of 1 queued again').waitFor();
    await expectGoodPage(page, 'failures');
  });

  test('a number is shown to who has the grant, and is gone when it is hidden', async () => {
    const draft = { name: 'Reveal', template: 'promotion', language: 'pt_BR' };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', draft);
    await started.recado.call('POST', `/campaigns/${id}/recipients`, 'phone,discount\n+5511987010099,5%\n');
    await using marketer = await openTabOf(started, 'Rui', 'marketer', ['reveal']);
    const { page } = marketer;
    await page.goto(`/campaigns/${id}/review`);
    await page.getByText('+55119****0099').waitFor();
    expect(await page.content()).not.toContain('5511987010099');
    await page.getByRole('button', { name: 'Show the whole number' }).click();
    await page.getByText('+5511987010099').waitFor();
    await page.getByRole('button', { name: 'Hide the number' }).click();
    await page.getByText('+55119****0099').waitFor();
    expect(await page.content()).not.toContain('5511987010099');
    const { data } = await started.recado.call<AuditPage>('GET', '/audit?action=number.revealed');
    expect(data).toMatchObject([{ actor: { name: 'Rui' } }]);
    expect(marketer.faults).toEqual([]);
  });

  test('no page broke the policy or asked another host', () => expect(started.tab.faults).toEqual([]));
});
