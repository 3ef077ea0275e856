import type { AuditPage, Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { describe, expect, test } from 'vitest';
import { expectGoodPage } from './support/browser.ts';
import { openTabOf, useConsole, type Tab } from './support/console.ts';

const people = 40;

const pages = [
  '/',
  '/campaigns',
  '/campaigns/new',
  '/profile',
  '/operations',
  '/operations/failures',
  '/operations/callbacks',
  '/operations/audit',
];

/** A file as shops have it: a semicolon, names in Portuguese, and a row that is wrong. */
const file = [
  'Número do celular;Desc. (%)',
  ...Array.from({ length: people }, (_, person) => `+55119870${10_000 + person};${10 + (person % 20)}%`),
  'nobody;5%',
].join('\n');

describe.skipIf(skipsBrowser)('a campaign from the file to the results', { timeout: 60_000 }, () => {
  let marketer: Tab;
  const started = useConsole();

  test('the draft begins with a template', async () => {
    const { page } = started.tab;
    await page.getByRole('main').getByRole('link', { name: 'New campaign' }).first().click();
    await page.getByLabel('Name of the campaign').fill('Black Friday');
    await page.getByRole('radio', { name: 'promotion pt_BR' }).check();
    await expectGoodPage(page, 'new campaign');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.waitForURL(/\/people$/);
  });

  test.each([
    ['no rows', 'telefone;discount\n', 'The file has no rows'],
    ['no header', '11987654321;10%\n11987654322;12%\n', 'The first line does not name the columns'],
    ['two numbers', 'telefone 1;telefone 1;discount\n11987654321;;1%\n', 'Several columns are the phone number'],
    ['no number', 'name;discount\nAna;1%\n', 'No column is the phone number'],
    ['33 columns', `${Array.from({ length: 33 }, (_, at) => `c${at}`).join(';')}\n1;2\n`, 'No column is the phone'],
    ['a zip', 'PK\u0003\u0004', 'This kind of file cannot be read'],
  ])('a file with %s ends in one sentence that says what to do', async (_kind, text, sentence) => {
    const { page } = started.tab;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    expect(await page.getByText(sentence).textContent()).toContain(sentence);
    await page.getByRole('button', { name: 'Other file' }).click();
  });

  test('a file is mapped, looked at again without another upload, and taken in at the second try', async () => {
    const { page } = started.tab;
    const buffer = Buffer.from(file, 'latin1');
    await page.locator('input[type=file]').setInputFiles({ name: 'clientes.csv', mimeType: 'text/csv', buffer });
    await page.getByText('The template needs').waitFor();
    await expectGoodPage(page, 'mapping');
    await page.getByLabel('Use of the column Desc. (%)').selectOption('Variable: discount');
    await page.getByText(`Rows with mistakes: 1 of the first ${people + 1}`).waitFor();
    await page.getByText('10% de desconto').waitFor();
    await expectGoodPage(page, 'mapped');
    expect(await page.content()).not.toMatch(/119870\d/);
    const foreign = { status: 502, contentType: 'text/html', body: '<html>Bad gateway</html>' };
    await page.route('**/recipients?*', (route) => route.fulfill(foreign), { times: 1 });
    await page.getByRole('button', { name: /^Take in all/ }).click();
    await page.getByText('Another program answered instead of Recado').waitFor();
    await expectGoodPage(page, 'failed upload');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(`${people} people were added`).waitFor();
    await page.getByText(`line ${people + 2}`).waitFor();
    await expectGoodPage(page, 'people');
    await page.getByRole('link', { name: 'Go on' }).click();
  });

  test('hours, limits and consent have pages of their own', async () => {
    const { page } = started.tab;
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
    const { page } = started.tab;
    await page.getByText(`${people} of ${people} people get it`).waitFor();
    await page.getByLabel('Line of the file').fill('3');
    await page.getByText('11% de desconto').waitFor();
    await expectGoodPage(page, 'review');
    expect(await page.content()).not.toMatch(/5511987\d/);
  });

  test('a wrong number launches nothing, and the right one launches once', async () => {
    const { page } = started.tab;
    const field = page.getByLabel(/type the number of people/);
    const send = page.getByRole('button', { name: `Send to ${people} people` });
    await field.fill(String(people - 1));
    expect(await send.isDisabled()).toBe(true);
    await field.fill(String(people));
    await send.dblclick();
    await page.waitForURL(/\/progress$/);
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    const { events = [] } = await started.recado.call<Campaign>('GET', `/campaigns/${id}`);
    expect(events.filter(({ type }) => type === 'launched')).toHaveLength(1);
  });

  test('the progress goes on by itself to the end', async () => {
    const { page } = started.tab;
    await page.getByText('Completed').first().waitFor({ timeout: 30_000 });
    await page.getByText(`${people} of ${people} · 100%`).waitFor();
    await expectGoodPage(page, 'progress');
    await page.getByText('Most were sent at').waitFor();
    await page.getByRole('button', { name: 'Show as table' }).click();
    await page.getByRole('region', { name: 'Figures of the chart' }).waitFor();
    await page.getByRole('link', { name: 'Results' }).click();
    await page.getByText('sent, of all people').waitFor();
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
    await expect.poll(statusOf, { timeout: 30_000 }).toMatch(/failed|undelivered/);
    await page.goto('/operations/failures');
    await page.getByRole('button', { name: 'Retry 1 message' }).first().click();
    await page.getByText('Retries in the background').waitFor();
    await page.goto('about:blank');
    const retried = async () =>
      (await started.recado.call<{ data: { retried: number }[] }>('GET', '/bulk_retries')).data[0];
    await expect.poll(retried, { timeout: 30_000 }).toMatchObject({ retried: 1, done_at: expect.any(String) });
    await page.goto('/operations/failures');
    await page.getByText('1 of 1 queued again').waitFor();
    await expectGoodPage(page, 'failures');
  });

  test('a marketer sees no operations, reads who does, and the API refuses by itself', async () => {
    marketer = await openTabOf(started, 'Rui', 'marketer', ['reveal']);
    const { page } = marketer;
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    await page.goto('/operations/audit');
    await page.getByText('Only operators and administrators look after Recado').waitFor();
    await expectGoodPage(page, 'a page of another role');
    expect(await page.evaluate(async () => (await fetch('/v1/audit')).status)).toBe(403);
  });

  test('a number is shown to who has the grant, and is gone when it is hidden', async () => {
    const draft = { name: 'Reveal', template: 'promotion', language: 'pt_BR' };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', draft);
    await started.recado.call('POST', `/campaigns/${id}/recipients`, 'phone,discount\n+5511987010099,5%\n');
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
    await marketer[Symbol.asyncDispose]();
  });

  test.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'dark'],
  ] as const)('every page fits %i pixels in the %s', async (width, colorScheme) => {
    const { page } = started.tab;
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    for (const path of pages) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectGoodPage(page, `${path} ${width} ${colorScheme}`);
    }
  });

  test('no page broke the policy or asked another host', () => expect(started.tab.faults).toEqual([]));
});
