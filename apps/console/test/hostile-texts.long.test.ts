import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import { describe, expect, test } from 'vitest';
import { showUnseen } from '../src/parts/written-text.tsx';
import { expectNoSideways } from './support/browser.ts';
import { useConsole } from './support/console.ts';

/** Somebody may write these to make a page run them, load them, or show something else. */
const texts = [
  ['an image that runs a script', '<img src=x onerror="globalThis.ran=1">'],
  ['a script', '<script>globalThis.ran=1</script>'],
  ['an address that is a script', 'javascript:globalThis.ran=1'],
  ['entities', '&lt;b&gt; &quot;x&quot; &#x202E;'],
  ['a placeholder of the catalogs', '{name} <0>{count, plural, other {#}}</0> ${1}'],
  ['a formula', '=HYPERLINK("http://example.com","x")'],
  ['a formula after a sign', '@SUM(1+1)*cmd|x'],
] as const;

/** These are refused in what the API stores, but a file may have them. */
const unseen = [
  ['a text that turns around', 'Saldos \u202Egpj.exe'],
  ['a character without width', 'Sal\u200Bdos'],
  ['a control character', 'Sal\u0007dos'],
] as const;

/** Nearly the longest line that a file may have. */
const longest = 'W'.repeat(60 * 1024);

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe.skipIf(skipsBrowser)('a hostile text', () => {
  const started = useConsole();

  const expectShown = async (text: string, places: number): Promise<void> => {
    const { page } = started.tab;
    await expect.poll(() => page.getByText(text, { exact: true }).count()).toBeGreaterThanOrEqual(places);
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
    await expectNoSideways(page, text);
  };

  test.each(texts)('with %s is a text on every page that shows it', async (_kind, text) => {
    const { page } = started.tab;
    const consent = { source: text, evidence: text };
    const variables = { discount: text };
    const draft = { name: text, template: 'promotion', language: 'pt_BR', consent, variables };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', draft);
    const to = '+5511987000001';
    await started.recado.call('POST', `/campaigns/${id}/recipients`, `phone\n${to}\n`);
    await page.goto('/campaigns');
    await expectShown(text, 1);
    await page.goto(`/campaigns/${id}/review`);
    // The title, the evidence and the source. The text of the message is around its variable.
    await expectShown(text, 3);
    await page.getByRole('figure').getByText(text).waitFor();
    expect(await page.title()).toContain(text);
    await started.recado.call('POST', `/campaigns/${id}/launch`, {});
    const isOver = async () => (await started.recado.call<Campaign>('GET', `/campaigns/${id}`)).progress?.by_status;
    await expect.poll(isOver).toMatchObject({ sent: 0, sending: 0, accepted: 0, pending: 0 });
    const pressed = await fetch(`${started.recado.simulator.url}/simulator/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: `whatsapp:${to}`, to: 'whatsapp:+551150289876', body: text, button_text: text }),
    });
    expect(pressed.ok, await pressed.text()).toBe(true);
    const buttons = async () =>
      (await started.recado.call<Campaign>('GET', `/campaigns/${id}`)).progress?.engagement.buttons;
    await expect.poll(buttons).toEqual([{ text, count: 1 }]);
    await page.goto(`/campaigns/${id}/results`);
    // The title and the button.
    await expectShown(text, 2);
  });

  test.each(unseen)('with %s cannot be stored in a name', async (_kind, text) => {
    const draft = { name: text, template: 'promotion', language: 'pt_BR' };
    await expect(started.recado.call('POST', '/campaigns', draft)).rejects.toThrow('invalid_characters');
  });

  test('in the names, columns and cells of a file is a text', async () => {
    const { page } = started.tab;
    const draft = { name: 'File', template: 'promotion', language: 'pt_BR' };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', draft);
    const columns = [...texts, ...unseen].map(([, text]) => text);
    const header = ['phone', 'discount', ...columns.map((text) => `c ${text}`), longest.slice(0, 400)];
    const cells = ['+5511987000001', '5%', ...columns, longest];
    const file = [header, cells].map((row) => row.map(quote).join(',')).join('\n');
    await page.goto(`/campaigns/${id}/people`);
    const name = `${unseen[0][1]} ${texts[0][1]}.csv`;
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(file) });
    await page.getByRole('button', { name: /^Take in/ }).waitFor();
    await expectShown(showUnseen(name), 1);
    const shown = (await page.getByRole('main').textContent()) ?? '';
    for (const text of columns) expect(shown).toContain(showUnseen(text));
    expect(showUnseen(shown)).toBe(shown);
    await page.setViewportSize({ width: 390, height: 900 });
    await expectNoSideways(page, 'a file on a phone');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('is no formula in a file that a page offers', async () => {
    const { page } = started.tab;
    const { data } = await started.recado.call<{ data: Campaign[] }>('GET', '/campaigns?limit=100');
    const paths = ['/v1/audit.csv', '/v1/failures.csv', ...data.map(({ id }) => `/v1/campaigns/${id}/recipients.csv`)];
    await page.goto('/');
    for (const path of paths) {
      const csv = await page.evaluate(async (url) => (await fetch(url)).text(), path);
      expect(csv.split('\n').length, path).toBeGreaterThan(1);
      expect(csv, path).not.toMatch(/(?:^|,|")[=@]/m);
    }
  });

  test('broke no policy and asked no other host', () => expect(started.tab.faults).toEqual([]));
});
