import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { workbookOf } from '@recado/testing/workbook';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectGoodPage } from './support/browser.ts';
import { openSecondTab, useConsole } from './support/console.ts';

const people = 3;
const testNumber = '+5511987009999';

const rows = Array.from({ length: people }, (_, at) => [`+551198700100${at}`, `${at}5%`]);
const workbook = workbookOf([['Celular', 'Desconto'], ...rows]);
const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe.skipIf(skipsBrowser)('the console without a pointer', () => {
  const started = useConsole({
    prepare: ({ recado }) => recado.call('PUT', '/settings', { test_numbers: [testNumber] }),
  });

  test('a campaign goes from a workbook to its results by keys alone', async () => {
    const { page } = started.tab;
    await page.keyboard.press('n');
    await expectTitleFocus(page, /\/campaigns\/new$/);
    await page.getByRole('radio').first().waitFor();
    await typeInto(page, page.getByLabel('Name of the campaign'), 'By keys');
    await tabTo(page, page.getByRole('radio').first());
    const promotion = page.getByRole('radio', { name: 'promotion pt_BR' });
    for (let press = 0; press < 20 && !(await promotion.isChecked()); press += 1)
      await page.keyboard.press('ArrowDown');
    await pressOn(page, page.getByRole('button', { name: 'Save and go on' }));
    await expectTitleFocus(page, /\/people$/);

    const chooser = page.waitForEvent('filechooser');
    await pressOn(page, page.getByRole('button', { name: 'Choose a file' }));
    await (await chooser).setFiles({ name: 'clientes.xlsx', mimeType, buffer: workbook });
    await page.getByText('The template needs').waitFor();
    await tabTo(page, page.getByLabel('Use of the column Desconto'));
    await page.keyboard.type('Variable: discount');
    await page.getByText('05% de desconto').waitFor();
    await expectGoodPage(page, 'a workbook');
    await pressOn(page, page.getByRole('button', { name: /^Take in all/ }));
    await page.getByText(`${people} people were added`).waitFor();
    await pressOn(page, page.getByRole('link', { name: 'Go on' }));
    await expectTitleFocus(page, /\/when$/);
    await pressOn(page, page.getByRole('button', { name: 'Save and go on' }));
    await expectTitleFocus(page, /\/consent$/);
    await tabTo(page, page.getByRole('radio').first());
    const stated = page.getByRole('radio', { name: /I state/ });
    for (let press = 0; press < 5 && !(await stated.isChecked()); press += 1) await page.keyboard.press('ArrowDown');
    await typeInto(page, page.getByLabel('Where they agreed'), 'shop');
    await typeInto(page, page.getByLabel('What proves it'), 'form of 2026');
    await pressOn(page, page.getByRole('button', { name: 'Save and go on' }));
    await expectTitleFocus(page, /\/review$/);
    await page.getByText(`${people} of ${people} people get it`).waitFor();
    await typeInto(page, page.getByLabel('Numbers for the test'), testNumber);
    await page.keyboard.press('Enter');
    await page
      .getByText(/^(?:delivered|read)$/)
      .first()
      .waitFor();
    await typeInto(page, page.getByLabel(/type the number of people/), String(people));
    await page.keyboard.press('Enter');
    await expectTitleFocus(page, /\/progress$/);
    await page.getByText('Completed').first().waitFor();
    await pressOn(page, page.getByRole('link', { name: 'Results' }));
    await page.getByText('sent, of all people').waitFor();
  });

  test('Ctrl K finds pages and campaigns, and the focus goes back where it was', async () => {
    const { page } = started.tab;
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').waitFor();
    await expectGoodPage(page, 'palette');
    await page.keyboard.type('by ke');
    await page.getByRole('menuitem', { name: 'By keys' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/progress$/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('audit');
    await page.getByRole('menuitem', { name: /audit log/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/operations\/audit$/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await expectGoodPage(page, 'keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL(/\/campaigns$/);
  });

  test('single keys that are turned off do nothing, and Ctrl K works', async () => {
    const { page } = started.tab;
    await page.goto('/profile');
    await page.getByLabel(/Use single keys/).uncheck();
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('n');
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').waitFor();
    expect(page.url()).toMatch(/\/profile$/);
    await page.keyboard.press('Escape');
    await page.getByLabel(/Use single keys/).check();
  });

  test('a deleted draft can be undone for a while, and is deleted when the page is closed', async () => {
    const make = (name: string) =>
      started.recado.call<Campaign>('POST', '/campaigns', { name, template: 'promotion', language: 'pt_BR' });
    const [kept, gone] = [await make('Kept'), await make('Gone')];
    const exists = async (id: string) => {
      const { data } = await started.recado.call<{ data: Campaign[] }>('GET', '/campaigns?limit=100');
      return data.some((campaign) => campaign.id === id);
    };
    await using other = await openSecondTab(started);
    const { page } = other;
    await page.goto(`/campaigns/${kept.id}/message`);
    await page.getByRole('button', { name: 'Delete draft' }).click();
    await page.getByText('The draft “Kept” is deleted.').waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'Kept' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Gone' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Kept' }).waitFor();
    await page.goto(`/campaigns/${gone.id}/message`);
    await page.getByRole('button', { name: 'Delete draft' }).click();
    await page.getByText('The draft “Gone” is deleted.').waitFor();
    expect(await exists(gone.id)).toBe(true);
    await page.goto('about:blank');
    await expect.poll(() => exists(gone.id)).toBe(false);
    expect(await exists(kept.id)).toBe(true);
  });

  test('no page broke the policy or asked another host', () => expect(started.tab.faults).toEqual([]));
});

/** Waits for a page, and checks that the focus is at its title: what had it may be gone. */
const expectTitleFocus = async (page: Page, url: RegExp): Promise<void> => {
  await page.waitForURL(url);
  const hasFocus = () => page.evaluate(() => document.activeElement?.tagName);
  await expect.poll(hasFocus, { message: `The focus is not at the title of ${url}` }).toBe('H1');
};

/** Presses Tab until the focus is there, and checks that it can be seen. */
const tabTo = async (page: Page, target: Locator): Promise<void> => {
  await target.waitFor();
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  for (let press = 0; press < 120 && !(await hasFocus()); press += 1) await page.keyboard.press('Tab');
  expect(await hasFocus(), `The focus never came to ${String(target)}`).toBe(true);
  const outline = await target.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
  expect(outline, `The focus on ${String(target)} cannot be seen`).toBe(true);
};

const pressOn = async (page: Page, target: Locator): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
};

const typeInto = async (page: Page, target: Locator, text: string): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.type(text);
};
