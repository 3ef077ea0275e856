import type { Campaign, ImportedRecipients } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useConsole } from './support/console.ts';
import { importContents, receivedValues, simulatedMessages } from './support/simulated-account.ts';

/** Values as files have them. The first row has no value of its own, so it gets the campaign's. */
const values: [name: string, detail: string][] = [
  ['', 'R$ 1.234,50'],
  ['José Conceição', 'à tarde'],
  ['👩🏽‍🚀 Zoë', '👨‍👩‍👧 ❤️ 🇧🇷'],
  ['  Ana  ', '5    %'],
  [`O'Neill "Bob"; Jr.`, 'a < b & c'],
  ['$& $1 \\n %s', '2*3*4 snake_case_name'],
  ['Ωμέγα 日本', 'שלום'],
];

const contents = {
  plain: { 'twilio/text': { body: 'Oi {{1}}! 🎉\n\n  Só hoje: {{2}} – não é {{ 2 }}?\nAté já, {{1}}' } },
  buttons: {
    'twilio/quick-reply': { body: 'Pedido de {{1}}:\n{{2}}', actions: [{ title: 'Quero', id: 'yes' }] },
  },
  picture: { 'twilio/media': { body: 'Veja, {{1}}: {{2}}', media: ['https://media.example.com/a.jpg'] } },
  card: {
    'whatsapp/card': {
      header_text: 'Para {{1}}',
      body: 'Veja: {{2}}',
      footer: '{{2}} – Loja Aurora',
      actions: [{ type: 'URL', title: 'Abrir', url: 'https://shop.example.com/?de={{1}}' }],
    },
  },
  link: {
    'twilio/call-to-action': {
      body: 'Para {{1}} 👇 {{2}}',
      actions: [{ type: 'URL', title: 'Abrir a loja', url: 'https://shop.example.com/agora' }],
    },
  },
};

const sms = {
  aviso: { body: 'Oi {{1}},\n{{2}} 😀' },
  curto: { body: 'Promoção já: {{1}} – {{2}}…', sms_charset: 'gsm7' },
};

/** On WhatsApp a message to such a number is not delivered. */
const unreachable = '+5511905563024';

describe.skipIf(skipsBrowser)('the preview of a line', () => {
  const started = useConsole({
    prepare: async ({ recado }) => {
      await importContents(recado, contents);
      for (const [name, template] of Object.entries(sms))
        await recado.call('PUT', `/templates/${name}`, {
          channel: 'sms',
          category: 'utility',
          language: 'pt_BR',
          variables: ['1', '2'],
          ...template,
        });
      await recado.call('PUT', '/senders/store-sms', { mps: 100 });
    },
  });

  test.each([
    ['plain', 'plain', values],
    ['buttons', 'buttons', values],
    ['picture', 'picture', values],
    ['link', 'link', values],
    ['card', 'card', values],
    ['aviso', 'an SMS', [...values, ['two\nlines', 'and\ta tab'] as const]],
    ['curto', 'an SMS in GSM-7', values],
  ] as const)('of %s is letter by letter the text that the simulator receives', async (template, _kind, rows) => {
    const numbers = rows.map(() => nextNumber());
    const id = await makeDraft(
      template,
      rows.map(([name, detail], row) => [numbers[row] ?? '', name, detail]),
    );
    const shown = await readTexts(id, numbers.length);
    await launch(id);
    const received = await simulatedMessages(started.recado);
    const texts = numbers.map((number) => received.filter(({ to }) => to.endsWith(number)).map(({ body }) => body));
    expect(texts).toEqual(shown.map((text) => [text]));
    expect(new Set(shown).size).toBe(rows.length);
  });

  test('has the values that the simulator receives in the header, the footer and the address of a button', async () => {
    const { page } = started.tab;
    const numbers = values.map(() => nextNumber());
    const id = await makeDraft(
      'card',
      values.map(([name, detail], row) => [numbers[row] ?? '', name, detail]),
    );
    const readParts = async () => [
      await phone(page).locator('[class*=header] > bdi').textContent(),
      await phone(page).locator('[class*=note] > bdi').textContent(),
      await phone(page).getByText('Abrir').locator('..').getAttribute('title'),
    ];
    const shown = await readLines(id, numbers.length, readParts);
    await launch(id);
    const { header_text: header, footer, actions } = contents.card['whatsapp/card'];
    for (const [row, number] of numbers.entries()) {
      const received = await receivedValues(started.recado, number);
      const fill = (text = '') => text.replaceAll(/{{(\d)}}/g, (_placeholder, name: string) => received[name] ?? '');
      expect(shown[row]).toEqual([fill(header), fill(footer), fill(actions[0]?.url)]);
    }
    expect(new Set(shown.map(String)).size).toBe(numbers.length);
  });

  test('has the buttons and files of its content', async () => {
    const { page } = started.tab;
    for (const [template, part] of [
      ['buttons', 'Quero'],
      ['picture', 'https://media.example.com/a.jpg'],
      ['link', 'Abrir a loja'],
    ] as const) {
      await openReview(await makeDraft(template, [[nextNumber(), 'Ana', '5%']]));
      await phone(page).getByText(part).waitFor();
    }
    expect(started.tab.faults).toEqual([]);
  });

  test('shows the fallback SMS, which the simulator receives after WhatsApp did not deliver', async () => {
    const { page } = started.tab;
    const row = [unreachable, 'José 🎉', 'à tarde'];
    const id = await makeDraft('plain', [row], { fallback: { channel: 'sms', template: 'aviso', language: 'pt_BR' } });
    const [text] = await readTexts(id, 1);
    const fallback = await textIn(page.getByRole('figure', { name: 'The fallback SMS' })).textContent();
    await launch(id);
    const texts = async () =>
      (await simulatedMessages(started.recado)).filter(({ to }) => to.endsWith(unreachable)).map(({ body }) => body);
    await expect.poll(texts, { interval: 200 }).toEqual([fallback, text]);
    expect(fallback).toBe('Oi José 🎉,\nà tarde 😀');
  });

  const makeDraft = async (template: string, rows: string[][], more: object = {}): Promise<string> => {
    const draft = { name: template, template, language: 'pt_BR', variables: { '1': 'você 🙂' }, ...more };
    const { id } = await started.recado.call<Campaign>('POST', '/campaigns', draft);
    const csv = ['phone,1,2', ...rows.map((row) => row.map(quote).join(','))].join('\n');
    const { errors } = await started.recado.call<ImportedRecipients>('POST', `/campaigns/${id}/recipients`, csv);
    expect(errors).toEqual([]);
    return id;
  };

  const openReview = async (id: string): Promise<void> => {
    await started.tab.page.goto(`/campaigns/${id}/review`);
    await phone(started.tab.page).waitFor();
  };

  /** The text in the bubble, for each line of the file. */
  const readTexts = async (id: string, count: number): Promise<string[]> => {
    const bubble = textIn(phone(started.tab.page));
    const texts = await readLines(id, count, async () => (await bubble.textContent()) ?? '');
    expect(await bubble.evaluate((element) => getComputedStyle(element).whiteSpaceCollapse)).toBe('preserve');
    return texts;
  };

  /** Reads the phone at each line of the file. The first line has the names of the columns. */
  const readLines = async <Read>(id: string, count: number, read: () => Promise<Read>): Promise<Read[]> => {
    const { page } = started.tab;
    await openReview(id);
    const found: Read[] = [];
    for (let line = 2; line < count + 2; line += 1) {
      await page.getByLabel('Line of the file').fill(String(line));
      await phone(page).getByText(`line ${line} `).waitFor();
      found.push(await read());
    }
    return found;
  };

  const launch = async (id: string): Promise<void> => {
    await started.recado.call('POST', `/campaigns/${id}/launch`, {});
    const status = async () => (await started.recado.call<Campaign>('GET', `/campaigns/${id}`)).status;
    await expect.poll(status, { interval: 200 }).toBe('completed');
  };
});

/** The text in the bubble, and not the address of a file above it. */
const textIn = (figure: Locator) => figure.locator('[class*=bubble] > bdi');

const phone = (page: Page) => page.getByRole('figure', { name: 'The message on a phone' });

let people = 0;
const nextNumber = (): string => `+55119872${String((people += 1)).padStart(5, '0')}`;

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
