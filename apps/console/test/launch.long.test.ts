import type { AuditPage, Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { askAsPage, openSecondTab, openTabOf, useConsole } from './support/console.ts';
import { simulatedMessages } from './support/simulated-account.ts';
import { slownessOf } from './support/vitals.ts';

const people = 30;
/** It is slow enough that a campaign runs until somebody stops it. */
const mps = 10;
const slowPeople = 1_000;
/** The limits on a quiet machine. */
const [biteMs, shownMs] = [5_000, 2_000];

describe.skipIf(skipsBrowser)('a launch', () => {
  const started = useConsole({
    prepare: async ({ recado }) => {
      await recado.call('PUT', '/senders/store', { mps });
      await setPrice('0.05');
    },
  });

  test('is off once prices changed, and one click shows the new figures', async () => {
    const { page } = started.tab;
    const id = await makeDraft('Prices', people);
    await page.goto(`/campaigns/${id}/review`);
    await cost(page, '1.50').waitFor();
    await typePeople(page, people);
    expect(await send(page).isEnabled()).toBe(true);
    await setPrice('0.07');
    // As if the person came back to the tab.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await expectOff(page);
    expect(await launches(id)).toBe(0);
    await page.getByRole('button', { name: 'Show the new figures' }).click();
    await cost(page, '2.10').waitFor();
    expect(await page.getByText(changed).count()).toBe(0);
  });

  test('of figures that are not the newest is refused with 409, and one click shows the new ones', async () => {
    const { page } = started.tab;
    const id = await makeDraft('Refused', people);
    await page.goto(`/campaigns/${id}/review`);
    await cost(page, '2.10').waitFor();
    await setPrice('0.09');
    await typePeople(page, people);
    const [refused] = await Promise.all([page.waitForResponse(/\/launch$/), send(page).click()]);
    expect(refused.status()).toBe(409);
    await expectOff(page);
    expect(await cost(page, '2.10').count()).toBe(1);
    expect(await launches(id)).toBe(0);
    await page.getByRole('button', { name: 'Show the new figures' }).click();
    await cost(page, '2.70').waitFor();
    await typePeople(page, people);
    await send(page).click();
    await page.waitForURL(/\/progress$/);
    expect(await launches(id)).toBe(1);
  });

  test('does not happen with a wrong number, by button or by Enter', async () => {
    const { page } = started.tab;
    const id = await makeDraft('Wrong', people);
    await page.goto(`/campaigns/${id}/review`);
    for (const wrong of [String(people - 1), `${people}0`, `-${people}`, '']) {
      await typePeople(page, wrong);
      expect([wrong, await send(page).isDisabled()]).toEqual([wrong, true]);
      await page.keyboard.press('Enter');
    }
    await sleep(500);
    expect(page.url()).toMatch(/\/review$/);
    expect(await launches(id)).toBe(0);
  });

  test('happens once, by double clicks in two tabs at once', async () => {
    const id = await makeDraft('Once', people);
    await using second = await openSecondTab(started);
    const pages = [started.tab.page, second.page];
    for (const page of pages) {
      await page.goto(`/campaigns/${id}/review`);
      await typePeople(page, people);
    }
    await Promise.all(pages.map((page) => send(page).dblclick()));
    await Promise.all(pages.map((page) => page.waitForURL(/\/progress$/)));
    for (const page of pages) await page.getByText('Completed').first().waitFor();
    expect(await launches(id)).toBe(1);
    expect(await received('Once')).toBe(people);
  });

  test('can be paused and canceled by key and by button: it bites within 5 seconds, and the page says so within 2', async () => {
    const { page } = started.tab;
    const slowness = await slownessOf(page);
    const soon = { timeout: shownMs * slowness };
    const expectStop = stopWithin(biteMs * slowness);
    const id = await makeDraft('Slow', slowPeople);
    await started.recado.call('POST', `/campaigns/${id}/launch`, {});
    await page.goto(`/campaigns/${id}/progress`);
    const pause = page.getByRole('button', { name: 'Pause' });
    const resume = page.getByRole('button', { name: 'Resume' });
    const isSending = () => expect.poll(() => received('Slow'), { interval: 200 }).toBeGreaterThan(0);
    await isSending();

    await pause.waitFor();
    await expectStop(async () => {
      await page.keyboard.press('p');
      await resume.waitFor(soon);
    });
    await page.keyboard.press('p');
    await pause.waitFor(soon);
    await expectMore();
    await expectStop(async () => {
      await pause.click();
      await resume.waitFor(soon);
    });

    await started.recado.call('POST', `/campaigns/${id}/resume`, {});
    await pause.waitFor(soon);
    await started.recado.call('POST', `/campaigns/${id}/pause`);
    await page.getByText(/^Paused: /).waitFor(soon);
    await resume.click();
    await expectMore();
    await expectStop(async () => {
      await page.getByRole('button', { name: 'Cancel campaign…' }).click();
      await page.getByLabel('Name of the campaign').fill('Slow');
      await page.keyboard.press('Enter');
      await page.getByText('Canceled').first().waitFor(soon);
    });
    await page.getByText(`${slowPeople.toLocaleString('en')} of ${slowPeople.toLocaleString('en')} · 100%`).waitFor();
    expect(started.tab.faults).toEqual([]);
  });

  test('above the limit is refused to the person who prepared it, and another one launches it', async () => {
    const { recado, tab } = started;
    await recado.call('PUT', '/settings', { launch_approval: { above_people: people - 1 } });
    const id = await makeDraft('Large', people);
    await using author = await openTabOf(started, 'Rui', 'marketer');
    expect((await askAsPage(author.page, 'PATCH', `/campaigns/${id}`, { name: 'Large' })).status).toBe(200);
    for (const { page } of [author, tab]) {
      await page.goto(`/campaigns/${id}/review`);
      await typePeople(page, people);
      const [answer] = await Promise.all([page.waitForResponse(/\/launch$/), send(page).click()]);
      expect(answer.status()).toBe(page === tab.page ? 200 : 403);
    }
    await author.page.getByText('somebody else than the last person who changed it has to launch it').waitFor();
    await tab.page.waitForURL(/\/progress$/);
    expect(await launches(id)).toBe(1);
    const { data } = await recado.call<AuditPage>('GET', `/audit?object=campaigns/${id}`);
    const entries = data.map(({ action, actor }) => `${actor.name}: ${action}`);
    expect(entries).toEqual(expect.arrayContaining(['Rui: campaign.launch_refused', 'Ana Souza: campaign.launched']));
    await recado.call('PUT', '/settings', { launch_approval: null });
  });

  const setPrice = (amount: string) =>
    started.recado.call('PUT', '/prices', {
      currency: 'USD',
      prices: [{ channel: 'whatsapp', country: '*', amount }],
    });

  const makeDraft = async (name: string, count: number): Promise<string> => {
    const consent = { source: 'store', evidence: 'form of 2026' };
    const draft = { name, template: 'promotion', language: 'pt_BR', consent };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', draft);
    const rows = Array.from({ length: count }, () => `${nextNumber()},${name}`);
    await started.recado.call('POST', `/campaigns/${id}/recipients`, `phone,discount\n${rows.join('\n')}\n`);
    return id;
  };

  const launches = async (id: string): Promise<number> => {
    const { events = [] } = await started.recado.call<Campaign>('GET', `/campaigns/${id}`);
    return events.filter(({ type }) => type === 'launched').length;
  };

  /** The messages of a campaign have its name in their text. */
  const received = async (name: string): Promise<number> =>
    (await simulatedMessages(started.recado)).filter(({ body }) => body.includes(`: ${name} `)).length;

  const expectMore = async (): Promise<void> => {
    const before = await received('Slow');
    await expect.poll(() => received('Slow'), { interval: 200 }).toBeGreaterThan(before);
  };

  /** So long after the person acted, no message comes to the simulator any more. */
  const stopWithin = (ms: number) => async (act: () => Promise<void>) => {
    const began = performance.now();
    await act();
    await sleep(Math.max(0, began + ms - performance.now()));
    const stopped = await received('Slow');
    await sleep(1_000);
    expect(await received('Slow')).toBe(stopped);
    expect(stopped).toBeLessThan(slowPeople);
  };
});

const changed = 'changed since this page showed them';

const expectOff = async (page: Page): Promise<void> => {
  await page.getByText(changed).waitFor();
  expect(await send(page).isDisabled()).toBe(true);
};

const cost = (page: Page, amount: string) => page.getByRole('heading', { name: new RegExp(`^Cost .*${amount}$`) });

const send = (page: Page) => page.getByRole('button', { name: /^Send to / });

const typePeople = (page: Page, count: number | string): Promise<void> =>
  page.getByLabel(/type the number of people/).fill(String(count));

let numbers = 0;
const nextNumber = (): string => `+55119873${String((numbers += 1)).padStart(5, '0')}`;
