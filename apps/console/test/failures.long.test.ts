import type { Campaign, Message } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { readCatalog } from './support/catalog.ts';
import { useConsole } from './support/console.ts';

const sendSms = 'WhatsApp does not reach this person. An SMS may: give the next campaign a fallback SMS.';

/** Each code has its meaning and its remedy in English. The catalogs have the other languages. */
const codes = [
  [63016, 'Free text is allowed only in the 24 hours', 'Correct the settings at Twilio, then retry.'],
  [63024, 'WhatsApp cannot reach this person', sendSms],
  [63049, 'Meta held this marketing message back', sendSms],
  [21610, 'The person wrote STOP to this sender', 'Nothing to do: this person does not want these messages.'],
  [30008, 'The carrier gave an unknown error', 'It passes by itself. Retry later.'],
] as const;

/** The simulator ends messages to a number with 55 and five digits with the error that the digits name. */
const phonesOf = (code: number): string[] =>
  code === 21610 ? ['+15005550004'] : ['0', '1', '2'].map((person) => `+55119${person}55${code}`);

describe.skipIf(skipsBrowser)('the failures of a campaign', () => {
  let id: string;
  const started = useConsole({
    prepare: async ({ recado }) => {
      const consent = { source: 'store', evidence: 'form of 2026' };
      const draft = { name: '7001', template: 'promotion', language: 'pt_BR', consent };
      id = (await recado.call<Campaign>('POST', '/campaigns', draft)).id;
      const rows = codes.flatMap(([code]) => phonesOf(code).map((to) => `${to},5%`));
      await recado.call('POST', `/campaigns/${id}/recipients`, `phone,discount\n${rows.join('\n')}\n`);
      await recado.call('POST', `/campaigns/${id}/launch`, {});
      const isOver = async () => {
        const { status, progress } = await readCampaign();
        return status === 'completed' && progress?.by_status.sent === 0;
      };
      while (!(await isOver())) await sleep(200);
    },
  });

  const readCampaign = () => started.recado.call<Campaign>('GET', `/campaigns/${id}`);

  const messagesTo = async (code: number) => {
    const { data } = await started.recado.call<{ data: Message[] }>('GET', `/messages?campaign_id=${id}&limit=100`);
    return data.filter(({ error }) => error?.code === code);
  };

  /** Messages that Twilio has taken for a person. */
  const requestsTo = async (to: string): Promise<number> => {
    const address = encodeURIComponent(`whatsapp:${to}`);
    const answer = await fetch(`${started.recado.simulator.url}/simulator/messages?to=${address}`);
    return (await answer.text()).split('\n').filter(Boolean).length;
  };

  test.each(['en', 'pt-BR', 'es'])('have a meaning and a remedy in %s', async (language) => {
    const { page } = started.tab;
    const catalog = readCatalog(language);
    const translate = (english: string): string => {
      const [, text] = [...catalog].find(([key]) => key.startsWith(english)) ?? [];
      expect(text, english).toBeTruthy();
      return text ?? '';
    };
    await page.goto(`/campaigns/${id}/progress`);
    await page.locator('header select').selectOption(language);
    await page.waitForFunction((lang) => document.documentElement.lang === lang, language);
    for (const [code, meaning, remedy] of codes) {
      const row = page.getByRole('listitem').filter({ hasText: String(code) });
      await row.waitFor();
      const text = await row.textContent();
      expect(text).toContain(translate(meaning));
      expect(text).toContain(translate(remedy));
    }
    await page.locator('header select').selectOption('en');
  });

  test('are retried by code, all of them but who opted out', async () => {
    const { page } = started.tab;
    const [gone = '', ...others] = phonesOf(30008);
    expect(await messagesTo(30008)).toHaveLength(3);
    await started.recado.call('POST', `/contacts/${encodeURIComponent(gone)}/opt-out`, {});
    await page.goto(`/campaigns/${id}/progress`);
    const row = page.getByRole('listitem').filter({ hasText: '30008' });
    await row.getByRole('button', { name: 'Retry 3 messages' }).click();
    await page.getByText('30008: 3 queued again, 0 left out').waitFor();
    const suppressed = async () => (await readCampaign()).progress?.kept_back;
    await expect.poll(suppressed).toMatchObject({ opted_out: 1 });
    await expect.poll(async () => (await messagesTo(30008)).length).toBe(2);
    for (const to of others) expect(await requestsTo(to), to).toBe(2);
    const rest = codes.filter(([code]) => code !== 30008).flatMap(([code]) => phonesOf(code));
    for (const to of [gone, ...rest]) expect(await requestsTo(to), to).toBeLessThanOrEqual(1);
  });

  test('of people who opted out have no button', async () => {
    const { page } = started.tab;
    const row = page.getByRole('listitem').filter({ hasText: '21610' });
    await row.getByText('does not want these messages').waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
  });

  test('lead to their people, and the filter says which', async () => {
    const { page } = started.tab;
    const row = page.getByRole('listitem').filter({ hasText: '63024' });
    await row.getByRole('link', { name: 'See them' }).click();
    await page.getByRole('row').nth(3).waitFor();
    expect(await page.getByRole('row').count()).toBe(1 + 3);
    const filter = page.getByLabel('Error');
    expect(await filter.inputValue()).toBe('63024');
    await filter.selectOption({ label: 'All errors' });
    await expect.poll(() => page.getByRole('row').count()).toBe(1 + 13);
    await page.getByLabel('Status').selectOption('read');
    await page.getByText('Nobody matches these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(1 + 13);
  });
});
