import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { waitUntilLoaded } from './browser.ts';
import type { Made } from './pages.ts';

/** A dialog, menu or panel of the console: where it is, and the button that opens it. Without one, a key does. */
type Opening = { path: string; button?: string; key?: string; isDialog?: false };

/** Everything that opens over a page or within it. */
export const openings = ({ draft, ended, paused }: Made): Record<string, Opening> => ({
  palette: { path: '/', button: 'Go to or do' },
  'palette by key': { path: '/profile', key: 'Control+k' },
  keys: { path: '/campaigns', key: '?' },
  'cancel a campaign': { path: `/campaigns/${paused}/progress`, button: 'Cancel campaign…' },
  'take people out': { path: `/campaigns/${draft}/people`, button: 'Take the people out…' },
  'whole numbers': { path: `/campaigns/${ended}/results`, button: 'Export with whole numbers…' },
  'pause a sender': { path: '/operations', button: 'Pause…' },
  'rate of a sender': { path: '/operations', button: 'Rate…' },
  'chart as table': { path: `/campaigns/${ended}/progress`, button: 'Show as table', isDialog: false },
});

/** Opens it by keys alone. Returns what had the focus before, which gets it back. */
export const openByKeys = async (page: Page, { path, button, key = 'Enter', isDialog }: Opening): Promise<Locator> => {
  await page.goto(path);
  await waitUntilLoaded(page);
  const opener = button ? page.getByRole('button', { name: button }).first() : page.getByRole('heading', { level: 1 });
  await opener.focus();
  await page.keyboard.press(key);
  await page
    .getByRole(isDialog === false ? 'region' : 'dialog')
    .first()
    .waitFor();
  return opener;
};

/** Checks that the focus is in the dialog, stays there whatever is pressed, and goes back to the opener at the end. */
export const expectFocusIsKept = async (page: Page, opener: Locator, name: string): Promise<void> => {
  const dialog = page.getByRole('dialog');
  const isInside = () => dialog.evaluate((element) => element.contains(document.activeElement));
  for (const key of [...Array<string>(12).fill('Tab'), ...Array<string>(4).fill('Shift+Tab')]) {
    expect(await isInside(), `${name}: the focus left the dialog`).toBe(true);
    await page.keyboard.press(key);
  }
  // The first Escape may empty a field.
  for (let press = 0; press < 3 && (await dialog.count()) > 0; press += 1) await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const hasFocus = () => opener.evaluate((element) => element === document.activeElement);
  await expect.poll(hasFocus, { message: `${name}: the focus did not go back` }).toBe(true);
};
